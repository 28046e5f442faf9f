// The editor's background threads, bundled as files of ours: nothing is fetched from elsewhere, nor run from a blob: address.
/* oxlint-disable import/default -- ?worker makes the default export */
import EditorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker';
import JsonWorker from 'monaco-editor/esm/vs/language/json/json.worker.js?worker';
import GraphQLWorker from 'monaco-graphql/esm/graphql.worker.js?worker';

const workers: Record<string, new () => Worker> = { json: JsonWorker, graphql: GraphQLWorker };

Object.assign(globalThis, { MonacoEnvironment: { getWorker: (_: string, label: string) => new (workers[label] ?? EditorWorker)() } });
