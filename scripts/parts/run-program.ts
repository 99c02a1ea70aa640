import { spawn } from 'node:child_process';
import { endWithUs } from './end-with-us.ts';
import { ROOT } from './root.ts';

export interface Ran {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  /** stdout and stderr as they came. */
  readonly output: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** After this the program is ended, and its code is null. */
  readonly withinMs?: number;
}

/** Runs a program to its end and answers all it said. Never throws for what the program does. */
export function runProgram(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  return new Promise((done) => {
    const out: Buffer[] = [];
    const all: Buffer[] = [];
    const child = spawn(program, args, {
      cwd: options.cwd ?? ROOT,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
      ...(options.withinMs === undefined
        ? {}
        : { timeout: options.withinMs, killSignal: 'SIGKILL' as const }),
    });
    endWithUs(child);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk) && all.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => all.push(chunk));
    const ended = (code: number | null) =>
      done({ code, stdout: Buffer.concat(out).toString(), output: Buffer.concat(all).toString() });
    child.on('error', (error) => {
      all.push(Buffer.from(`${program} could not be started: ${error.message}\n`));
      ended(127);
    });
    child.on('close', ended);
  });
}
