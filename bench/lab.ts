import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Cynosure, type StartOptions, startCynosure } from '../e2e/support/start-cynosure.ts';
import { endWithUs } from '../scripts/parts/end-with-us.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import { type Line, readLines, rowOf } from './generator.ts';
import type { Row } from './row.ts';

const RUN_WITHIN_MS = 10 * 60_000;
const SERVER_CORE = '0';
const GENERATOR_CORE = '1';

export type Flags = Readonly<Record<string, string | number | boolean>>;

/** Where a bench runs: starts servers on one core, drives them from the other, and tidies up after it. */
export class Lab {
  readonly #generator: string;
  readonly #pinned: boolean;
  /** How long each part is measured. */
  readonly seconds: number;
  /** Further options of Node for every server, such as `--cpu-prof`. */
  readonly #nodeOptions: readonly string[];
  readonly #cleanups: (() => unknown)[] = [];

  constructor(generator: string, seconds: number, nodeOptions: readonly string[], pinned: boolean) {
    this.#generator = generator;
    this.seconds = seconds;
    this.#nodeOptions = nodeOptions;
    this.#pinned = pinned;
  }

  /** The launcher that keeps a program on the server's core, empty where nothing can be pinned. */
  get serverCore(): readonly string[] {
    return this.#pinned ? ['taskset', '-c', SERVER_CORE] : [];
  }

  /** A folder that is gone when the bench has ended. */
  folder(): string {
    const folder = mkdtempSync(join(tmpdir(), 'cynosure-bench-'));
    this.#cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
    return folder;
  }

  /** Starts a server of its own for the bench. */
  async server(options: StartOptions = {}): Promise<Cynosure> {
    const server = await startCynosure({
      launcher: this.serverCore,
      nodeOptions: this.#nodeOptions,
      dataDir: this.folder(),
      ...options,
    });
    this.#cleanups.push(() => server.stop());
    return server;
  }

  /** Runs one workload of the generator against the server. */
  async load(server: Cynosure, workload: string, flags: Flags = {}): Promise<Line[]> {
    return this.generate(workload, {
      http: new URL(server.http).host,
      grpc: server.grpc,
      'server-pid': server.pid,
      dur: this.seconds,
      warm: 1,
      ...flags,
    });
  }

  /** The same for a workload of which one line comes, as a row. */
  async row(name: string, server: Cynosure, workload: string, flags: Flags = {}): Promise<Row> {
    const [line] = await this.load(server, workload, flags);
    if (line === undefined) throw new Error(`load ${workload} printed nothing`);
    return rowOf(name, line);
  }

  /** The gate: every instance of the layout is in Discover, asked with and without a revision. */
  async gate(server: Cynosure, layout: Flags): Promise<Row> {
    return this.row('gate: all acknowledged are there', server, 'verify', layout);
  }

  /** Runs the generator on its core, whatever it drives. */
  async generate(workload: string, flags: Flags): Promise<Line[]> {
    const args = Object.entries(flags).map(([name, value]) => `--${name}=${value}`);
    const [program = '', ...rest] = [...this.#generatorCore, this.#generator, workload, ...args];
    const ran = await runProgram(program, rest, { env: { GOMAXPROCS: '1' }, withinMs: RUN_WITHIN_MS });
    return readLines(workload, ran.stdout, ran.output);
  }

  /** Runs a program of ours on the generator's core; answers what it printed. */
  async program(file: string, args: readonly string[]): Promise<string> {
    const [program = '', ...rest] = [...this.#generatorCore, process.execPath, join(ROOT, file), ...args];
    const ran = await runProgram(program, rest, { withinMs: RUN_WITHIN_MS });
    if (ran.code !== 0) throw new Error(`${file} failed:\n${ran.output}`);
    return ran.stdout;
  }

  get #generatorCore(): readonly string[] {
    return this.#pinned ? ['taskset', '-c', GENERATOR_CORE] : [];
  }

  /** Yardstick: a bare socket echo in the server's runtime, on the server's core. */
  async echo(): Promise<Line> {
    const [program = '', ...args] = [
      ...this.serverCore,
      process.execPath,
      join(ROOT, 'bench/echo-server.ts'),
    ];
    const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    endWithUs(child);
    try {
      const [line] = await this.generate('echo', {
        grpc: `127.0.0.1:${await firstLine(child)}`,
        'server-pid': child.pid ?? 0,
        dur: Math.min(2, this.seconds),
      });
      if (line === undefined) throw new Error('load echo printed nothing');
      return line;
    } finally {
      child.kill();
      await once(child, 'close');
    }
  }

  /** Begins to attack a gRPC door from the generator's core, to which it gives way; answers how to stop. */
  async attack(name: string, grpc: string): Promise<() => Promise<void>> {
    const launcher = this.#pinned ? ['nice', '-n', '19', 'taskset', '-c', GENERATOR_CORE] : [];
    const [program = '', ...args] = [
      ...launcher,
      process.execPath,
      join(ROOT, 'bench/attacker.ts'),
      name,
      grpc,
    ];
    const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    endWithUs(child);
    await firstLine(child);
    return async () => {
      child.kill();
      await once(child, 'close');
    };
  }

  /** Yardstick: a synced append of 4 KiB on the disk where data folders lie. */
  async fdatasync(): Promise<Line> {
    const [line] = await this.generate('fdatasync', { dir: this.folder(), dur: Math.min(2, this.seconds) });
    if (line === undefined) throw new Error('load fdatasync printed nothing');
    return line;
  }

  /** Ends what was started, the last first. */
  async tidyUp(): Promise<void> {
    for (const cleanup of this.#cleanups.splice(0).reverse()) await cleanup();
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  const [chunk] = (await once(child.stdout!, 'data')) as [Buffer]; // a pipe, see above
  return chunk.toString().trim();
}

/** Whether programs can be kept on cores of their own here. */
export async function canPin(): Promise<boolean> {
  if (availableParallelism() < 2) return false;
  const { code } = await runProgram('taskset', ['-c', GENERATOR_CORE, 'true']);
  return code === 0;
}

/** The row with its share of a yardstick's operations by CPU-second. */
export const against = (row: Row, yardstick: Line, name: string): Row => ({
  ...row,
  ofYardstick: (row.opsPerCpuSecond ?? 0) / yardstick.ops_per_srv_cpu_s,
  yardstick: name,
});
