// Checks package-lock.json before it is committed: every optional (platform) package that a package names is in the file, so
// that `npm ci` works on every platform, and no package names the address it was fetched from, so that it works from any registry.
import { readFileSync } from 'node:fs';

const { packages } = JSON.parse(readFileSync(new URL('package-lock.json', import.meta.url), 'utf8'));
const present = new Set(Object.keys(packages).map(path => path.split('node_modules/').at(-1)));
const problems = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const name of Object.keys(entry.optionalDependencies ?? {})) {
    if (!present.has(name)) problems.push(`${path} needs ${name}, which is not in the lock file`);
  }
  if (entry.resolved?.startsWith('http')) problems.push(`${path} names the address it was fetched from`);
}
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else console.log(`package-lock.json: ${Object.keys(packages).length} packages, complete`);
