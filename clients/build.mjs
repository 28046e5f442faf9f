// Builds the apps (all, or those named as arguments), compresses every text file beside itself (.br, .gz), prints what a
// first load weighs, and fails when an app is over its budget.
import { existsSync, readFileSync, writeFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import { build } from 'vite';
import { budgets } from './vite.shared.mjs';

const here = import.meta.dirname;
const brotli = promisify(brotliCompress);
const named = process.argv.slice(2);
const apps = Object.keys(budgets).filter(app => (named.length ? named.includes(app) : true) && existsSync(join(here, app, 'index.html')));
const unknown = named.filter(app => !apps.includes(app));
if (unknown.length > 0) throw new Error(`no such app: ${unknown.join(', ')}`);
const kB = bytes => `${(bytes / 1000).toFixed(1).padStart(8)} kB`;

for (const app of apps) {
  await build({ configFile: join(here, app, 'vite.config.mjs'), logLevel: 'warn' });
  const dist = join(here, 'dist', app);
  const weights = await compress(dist);
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  // What the browser must have before the first picture: the page, and each script and style it links to or preloads.
  const first = ['index.html', ...[...html.matchAll(/(?:src|href)="\/[^/"]+\/([^"]+\.(?:js|css))"/g)].map(match => match[1])];
  const sum = kind => first.filter(file => file.endsWith(kind)).reduce((total, file) => total + weights.get(file), 0);
  const total = sum('');
  console.log(`${app.padEnd(12)} first load ${kB(total)} br (js ${kB(sum('.js'))}, css ${kB(sum('.css'))}) · everything ${kB([...weights.values()].reduce((a, b) => a + b, 0))} br`);
  if (total > budgets[app] * 1000) {
    console.error(`${app} is over its budget of ${budgets[app]} kB`);
    process.exitCode = 1;
  }
}

/** Writes .br and .gz beside every text file under dist, and returns the brotli size of each by its path. */
async function compress(dist) {
  const weights = new Map();
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter(file => file.isFile() && /\.(js|css|html|svg|json|txt)$/.test(file.name));
  for (const file of files) {
    const path = join(file.parentPath, file.name);
    const content = readFileSync(path);
    const [br, gz] = await Promise.all([
      // The largest files are the editor's; the last per cent there costs many seconds.
      brotli(content, { params: { [constants.BROTLI_PARAM_QUALITY]: content.length > 2_000_000 ? 9 : 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length } }),
      promisify(gzip)(content, { level: 9 }),
    ]);
    writeFileSync(`${path}.br`, br);
    writeFileSync(`${path}.gz`, gz);
    weights.set(path.slice(dist.length + 1), br.length);
  }
  return weights;
}
