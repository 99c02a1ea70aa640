import type { ChildProcess } from 'node:child_process';

const children = new Set<ChildProcess>();

function endAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** Sees to it that a child does not outlive this process, however that ends (short of kill -9). */
export function endWithUs(child: ChildProcess): void {
  if (children.size === 0) watch();
  children.add(child);
  child.once('close', () => children.delete(child));
}

let watching = false;

function watch(): void {
  if (watching) return;
  watching = true;
  process.on('exit', endAll);
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    process.on(signal, () => {
      endAll();
      // Where somebody else handles the signal, it is theirs to end the process.
      if (process.listenerCount(signal) === 1) process.exit(code);
    });
  }
}
