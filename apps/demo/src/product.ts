import { type ChildProcess, spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
/** The demo's registry keeps its data apart from that of `npm start`. */
const DEMO_DATA = join(ROOT, '.cache/demo-data');

/** The product's ready line (README, "Configuration"). */
export interface Ready {
  readonly console: string;
  readonly http: string;
  readonly grpc: string;
  readonly dataDir: string;
}

export interface Product extends Ready {
  /** Resolves with its exit code once it has ended, for whatever reason. */
  readonly ended: Promise<number>;
  stop(): void;
}

/** Starts the product beside us, configured by the environment as `npm start` is. What it says goes to stderr. */
export async function startProduct(): Promise<Product> {
  const child = spawn(process.execPath, [join(ROOT, 'apps/bff/src/main.ts'), '--json'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { CYNOSURE_DATA_DIR: DEMO_DATA, ...process.env },
  });
  const ended = new Promise<number>((done) => {
    child.on('error', () => done(1));
    child.on('close', (code) => done(code ?? 1));
  });
  const ready = await Promise.race([readyLine(child), ended]);
  // It has said why on stderr.
  if (typeof ready === 'number')
    throw new Error(`the registry ended with exit code ${ready} before it was ready`);
  return { ...ready, ended, stop: () => child.kill('SIGTERM') };
}

function readyLine(child: ChildProcess): Promise<Ready> {
  return new Promise((done) => {
    // stdout is a pipe, see above.
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (line.startsWith('{"ready":')) done(JSON.parse(line) as Ready); // the product's own line
    });
  });
}
