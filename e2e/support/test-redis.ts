import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { freePort } from '../../apps/bff/src/store/mysql/testing.ts';
import { endWithUs } from '../../scripts/parts/end-with-us.ts';

const PROGRAMS = ['/usr/bin/redis-server', '/usr/local/bin/redis-server'];
const READY_WITHIN_MS = 10_000;

/** A Redis of our own, from the Debian package: in memory, on a free loopback port. */
export class TestRedis {
  readonly port: number;
  readonly #program: string;
  #process: ChildProcess | undefined;

  private constructor(program: string, port: number) {
    this.#program = program;
    this.port = port;
  }

  /** Null where it is not installed. */
  static async start(): Promise<TestRedis | null> {
    const program = PROGRAMS.find((path) => existsSync(path));
    if (program === undefined) return null;
    const redis = new TestRedis(program, await freePort());
    await redis.run();
    return redis;
  }

  get url(): string {
    return `redis://127.0.0.1:${this.port}`;
  }

  /** Starts it; again, on the same port, after `kill`. */
  async run(): Promise<void> {
    const args = ['--port', String(this.port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
    const child = spawn(this.#program, args, { stdio: ['ignore', 'pipe', 'ignore'] });
    endWithUs(child);
    this.#process = child;
    await new Promise<void>((resolve, reject) => {
      const limit = setTimeout(() => reject(new Error('Redis did not get ready')), READY_WITHIN_MS);
      child.once('exit', (code) => reject(new Error(`Redis ended with ${code}`)));
      // stdout is a pipe, see above.
      createInterface({ input: child.stdout! }).on('line', (line) => {
        if (!line.includes('Ready to accept connections')) return;
        clearTimeout(limit);
        resolve();
      });
    });
  }

  /** Ends it at once, as a crash would. */
  async kill(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (child === undefined || child.exitCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await gone;
  }
}
