// The operations that the editor opens with. A Go test holds each against the schema.
const files = import.meta.glob<string>('./examples/*.graphql', { query: '?raw', import: 'default', eager: true });

/** The examples in the order of their file names. Variables stand after the word "Variabler:" in the first comment. */
export const examples = Object.entries(files)
  .toSorted(([a], [b]) => a.localeCompare(b))
  .map(([, query]) => ({ query, variables: /^#\s*Variabler:\s*(.+)$/m.exec(query)?.[1] ?? '' }));
