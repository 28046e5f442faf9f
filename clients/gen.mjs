// Writes the typed operations and the manifest of persisted documents of every client (<client>/src/gql), from the graphql`…`
// documents in its source and its projected schema (<client>/schema.graphql). It calls the preset as the codegen CLI does;
// the CLI itself would bring five times as many packages.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import { preset } from '@graphql-codegen/client-preset';
import { buildASTSchema, parse, validate, specifiedRules, NoUnusedFragmentsRule, concatAST } from 'graphql';

const here = import.meta.dirname;
const named = process.argv.slice(2);
const scalars = { ID: 'string', DateTime: 'string', Date: 'string', UUID: 'string', Cursor: 'string', Int64: 'number', Long: 'number' };

for (const app of readdirSync(here, { withFileTypes: true }).filter(entry => entry.isDirectory()).map(entry => entry.name)) {
  const file = join(here, app, 'schema.graphql');
  if (!existsSync(file) || !existsSync(join(here, app, 'src')) || (named.length > 0 && !named.includes(app))) continue;
  const schema = parse(readFileSync(file, 'utf8'));
  const schemaAst = buildASTSchema(schema, { assumeValidSDL: true });
  const documents = sources(join(here, app, 'src'));
  if (documents.length === 0) continue; // a client of free documents, such as the API explorer
  check(schemaAst, documents);
  await write(join(here, app, 'src', 'gql'), schema, schemaAst, documents);
  console.log(`${app}: ${documents.length} files with documents`);
}

/** Returns the documents of every source file: each template literal that follows graphql( or graphql`. */
function sources(root) {
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile() && /\.tsx?$/.test(entry.name) && !entry.name.includes('.test.'))
    .map(entry => join(entry.parentPath, entry.name))
    .filter(path => !path.startsWith(join(root, 'gql')))
    .toSorted();
  return files.flatMap(path => {
    const found = [...readFileSync(path, 'utf8').matchAll(/\bgraphql\(\s*(?:\/\*\s*GraphQL\s*\*\/\s*)?`([^`]*)`\s*,?\s*\)/g)];
    return found.map(([, rawSDL]) => ({ location: path, rawSDL, document: parse(rawSDL) }));
  });
}

/** Fails with the file's name when a document does not fit the schema. */
function check(schema, documents) {
  const all = concatAST(documents.map(source => source.document));
  const errors = validate(schema, all, specifiedRules.filter(rule => rule !== NoUnusedFragmentsRule));
  if (errors.length === 0) return;
  for (const error of errors) {
    const body = error.nodes?.[0]?.loc?.source.body;
    const source = documents.find(candidate => candidate.rawSDL === body);
    console.error(`${source ? relative(here, source.location) : 'a document'}: ${error.message}`);
  }
  process.exit(1);
}

async function write(folder, schema, schemaAst, documents) {
  const options = {
    baseOutputDir: `${folder}/`,
    schema,
    schemaAst,
    documents,
    config: { documentMode: 'string', enumType: 'string-literal', useTypeImports: true, defaultScalarType: 'unknown', scalars },
    presetConfig: {
      persistedDocuments: { hashAlgorithm: sha256, mode: 'replaceDocumentWithHash' },
      fragmentMasking: { unmaskFunctionName: 'readFragment' },
    },
    plugins: [],
    pluginMap: {},
    documentTransforms: [],
  };
  const parts = await preset.buildGeneratesSection(options);
  const contents = await Promise.all(parts.map(async part => [part.filename, await codegen({ ...part, documents: part.documents, pluginContext: {} })]));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of contents) {
    writeFileSync(name, name.endsWith('.json') ? `${sorted(content)}\n` : content);
  }
}

/** The hash that a document goes by, in hex and without the preset's prefix: what Go's crypto/sha256 gives. */
function sha256(document) {
  return createHash('sha256').update(document).digest('hex');
}

/** Orders the manifest by hash, so that moving a component does not change it. */
function sorted(json) {
  return JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(json)).toSorted(([a], [b]) => (a < b ? -1 : 1))), null, 2);
}
