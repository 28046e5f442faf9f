// The one Vite configuration. An app's vite.config.mjs is `export default client('<name>', <dev port>)`.
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';

const root = import.meta.dirname;
// Everything that the Go server answers itself; in development it listens on 8080.
const server = ['/graphql', '/files', '/export', '/session', '/login', '/logout', '/config.json', '/schema.graphql'];

/** The apps, in the order they are built, with the most that a first load may weigh (brotli, kB). */
export const budgets = { citizen: 180, caseworker: 250, partner: 250, analyst: 250, developer: Infinity };

/** Configuration of one app: served under /<name>/, built into dist/<name>. */
export function client(name, port) {
  return {
    root: resolve(root, name),
    base: `/${name}/`,
    cacheDir: resolve(root, 'node_modules/.vite', name),
    plugins: [react()],
    worker: { format: 'es' },
    build: {
      outDir: resolve(root, 'dist', name),
      emptyOutDir: true,
      assetsInlineLimit: 0, // the content security policy allows no data: addresses but images
      chunkSizeWarningLimit: Infinity, // build.mjs holds the budgets
      rolldownOptions: {
        // Hints to other compilers ("use client", "use no memo") mean nothing here.
        onwarn: (warning, report) => warning.code !== 'MODULE_LEVEL_DIRECTIVE' && report(warning),
      },
    },
    server: {
      host: '127.0.0.1',
      port,
      strictPort: true,
      fs: { allow: [resolve(root, '..')] },
      proxy: Object.fromEntries(server.map(path => [path, { target: 'http://127.0.0.1:8080', changeOrigin: false }])),
    },
  };
}
