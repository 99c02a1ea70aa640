// Joins the server's modules into a few files in apps/bff/dist. Run by server.mjs, with the pinned Node.
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { rolldown } from 'rolldown';
import { ROOT } from './said.mjs';

const BFF = join(ROOT, 'apps/bff');
/** Beside apps/bff/src: what lies relative to a source file of that folder lies so relative to the result. */
const INTO = join(BFF, 'dist');

const bundle = await rolldown({
  cwd: BFF,
  platform: 'node',
  input: { start: 'src/start.mjs', 'start-worker': 'src/store/sqlite/start-worker.js' },
  // Read only where they are configured.
  external: [/^mysql2/, /^kysely/, /^@redis\//, /^@grpc\//],
  // On a slow machine it would tell whoever starts the server what took how long.
  checks: { bundlerTimings: false },
});
rmSync(INTO, { recursive: true, force: true });
await bundle.write({
  dir: INTO,
  // Not modules: importing a built-in as one reads more of Node than is used of it. Names stay as they are, and so do
  // the traces of exceptions.
  format: 'cjs',
  entryFileNames: '[name].js',
  chunkFileNames: '[name]-[hash].js',
});
await bundle.close();
writeFileSync(join(INTO, 'package.json'), '{ "type": "commonjs" }\n');
