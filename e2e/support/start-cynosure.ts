// The real product as a child process, as tests of every kind start it: own data folder, free ports, one JSON line when
// it is ready.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { endWithUs } from '../../scripts/parts/end-with-us.ts';
import { ROOT } from '../../scripts/parts/root.ts';
import { SERVER_OPTIONS, serverProgram } from '../../scripts/setup/server.mjs';

/** What the ready line says (README, "Configuration"). Addresses are "host:port", the two others URLs. */
export interface Doors {
  readonly console: string;
  readonly http: string;
  readonly grpc: string;
  readonly configGrpc: string | null;
  readonly dataDir: string;
}

export interface StartOptions {
  /** An existing data folder to start on; without it a new one, removed at the end. */
  readonly dataDir?: string;
  /** Further settings by environment, over those that every test server has. */
  readonly env?: Readonly<Record<string, string>>;
  /** How long a start may take. */
  readonly withinMs?: number;
  /** A program that starts Node as the same process, with its arguments: `taskset -c 0`. */
  readonly launcher?: readonly string[];
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
  /** Relative to the project. Default: what `npm start` runs, where it is built of these very sources, else the source. */
  readonly program?: string;
}

export interface Cynosure extends Doors {
  readonly pid: number;
  /** What the server said on stderr so far: what a failing test wants to show. */
  said(): string;
  /** Asks for an orderly end and waits for it; answers the exit code. */
  stop(): Promise<number | null>;
  /** Ends it without warning, as a crash would, and waits until it is gone. Its data folder stays. */
  kill(): Promise<void>;
}

/** Name and password with which every test server is set up; the recorded cases need these very ones (decision 21). */
export const ADMIN = { user: 'polaris', password: 'polaris' } as const;

const STOP_WITHIN_MS = 10_000;

/** Looked for once: sources do not change under a test. */
let program: string | undefined;
const usualProgram = (): string => {
  program ??= serverProgram();
  return program;
};

/** The command by which a test server is started: launcher, Node with its options, the program. */
export const serverCommand = (options: StartOptions = {}): string[] => [
  ...(options.launcher ?? []),
  process.execPath,
  ...SERVER_OPTIONS,
  ...(options.nodeOptions ?? []),
  join(ROOT, options.program ?? usualProgram()),
  '--json',
];

/** The settings that every test server has, over those of this process. */
export const serverEnv = (dataDir: string): Record<string, string> => ({
  CYNOSURE_BIND: '127.0.0.1',
  CYNOSURE_CONSOLE_PORT: '0',
  CYNOSURE_HTTP_PORT: '0',
  CYNOSURE_GRPC_PORT: '0',
  CYNOSURE_CONFIG_GRPC_PORT: '0',
  CYNOSURE_DATA_DIR: dataDir,
  CYNOSURE_ADMIN_USER: ADMIN.user,
  CYNOSURE_ADMIN_PASSWORD: ADMIN.password,
});

function spawnServer(dataDir: string, options: StartOptions): ChildProcess {
  const [program = '', ...args] = serverCommand(options);
  return spawn(program, args, {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...serverEnv(dataDir), ...options.env },
  });
}

/** The first line of stdout that is a JSON object with `ready`, or an error that carries what the server said. */
function readyLine(child: ChildProcess, said: () => string, withinMs: number): Promise<Doors> {
  return new Promise((done, fail) => {
    const give = (why: string) => fail(new Error(`the server ${why}\n${said()}`));
    const timer = setTimeout(() => give(`was not ready within ${withinMs} ms`), withinMs);
    child.once('error', (error) => give(`could not be started: ${error.message}`));
    child.once('exit', (code, signal) => {
      clearTimeout(timer);
      give(`ended before it was ready (${signal ?? `exit code ${code}`})`);
    });
    // stdout is a pipe, see spawnServer.
    createInterface({ input: child.stdout! }).on('line', (line) => {
      if (!line.startsWith('{"ready":')) return;
      clearTimeout(timer);
      done(JSON.parse(line) as Doors); // the product's own line; a wrong one fails the test that uses it
    });
  });
}

/** Starts the product and waits until all its doors are open. */
export async function startCynosure(options: StartOptions = {}): Promise<Cynosure> {
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'cynosure-'));
  const removeData = () => {
    if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
  };
  const child = spawnServer(dataDir, options);
  const chunks: Buffer[] = [];
  child.stderr?.on('data', (chunk: Buffer) => chunks.push(chunk));
  const said = () => Buffer.concat(chunks).toString();
  const gone = once(child, 'close');
  endWithUs(child);

  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal);
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
    await gone;
    clearTimeout(timer);
  };
  try {
    const doors = await readyLine(child, said, options.withinMs ?? 60_000);
    return {
      ...doors,
      pid: child.pid ?? 0,
      said,
      stop: async () => {
        await end('SIGTERM');
        removeData();
        return child.exitCode;
      },
      kill: () => end('SIGKILL'),
    };
  } catch (error) {
    await end('SIGKILL');
    removeData();
    throw error;
  }
}
