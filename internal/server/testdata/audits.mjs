// Runs the 61 audits of graphql-http (GraphQL over HTTP) against a server and prints each that fails.
//
//   cd <a folder whose node_modules has graphql-http> && node …/audits.mjs <url of /graphql> <bearer token>
//
// Exits 1 when any fails, be it an error (MUST), a warning (SHOULD) or a notice (MAY).
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { serverAudits } = createRequire(join(process.cwd(), 'here.js'))('graphql-http');
const [url, token] = process.argv.slice(2);

const fetchFn = (to, init = {}) => fetch(to, { ...init, headers: { ...init.headers, authorization: `Bearer ${token}` } });
const audits = serverAudits({ url, fetchFn });
const failed = [];
for (const audit of audits) {
  const result = await audit.fn();
  if (result.status !== 'ok') failed.push(result);
}
for (const { id, name, status, reason } of failed) console.log(`${status} ${id} ${name}: ${reason}`);
console.log(`${audits.length - failed.length} of ${audits.length} audits ok`);
process.exitCode = failed.length > 0 ? 1 : 0;
