// `npm run dev`: the product from source, restarted on change, and the console's own development server beside it.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './parts/root.ts';

const started: ChildProcess[] = [
  spawn(process.execPath, ['--watch', '--watch-preserve-output', 'apps/bff/src/main.ts'], {
    cwd: ROOT,
    stdio: 'inherit',
  }),
  spawn(process.execPath, [join(ROOT, 'node_modules/vite/bin/vite.js')], {
    cwd: join(ROOT, 'apps/web'),
    stdio: 'inherit',
  }),
];

// One of the two alone is of no use: whichever ends takes the other with it.
const endAll = (signal: NodeJS.Signals): void => {
  for (const child of started) child.kill(signal);
};
for (const child of started) {
  child.on('exit', (code) => {
    process.exitCode ||= code ?? 1;
    endAll('SIGTERM');
  });
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => endAll(signal));
