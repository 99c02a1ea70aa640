import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { isatty } from 'node:tty';
import { ROOT, say } from './said.mjs';

/**
 * Runs a program under the pinned Node in our place: same terminal, every signal passed on, its exit code ours
 * (128 + number of the signal that ended it, as shells count).
 * @param {string} node @param {string[]} args
 * @returns {Promise<number>}
 */
export function handOver(node, args) {
  // Whatever the program starts by name ("node", "vite") is the project's own.
  const path = [dirname(node), join(ROOT, 'node_modules/.bin'), process.env.PATH]
    .filter(Boolean)
    .join(delimiter);
  // What Node has compiled (and stripped of types) once is kept: it halves the time of a start.
  const compiled = join(ROOT, 'node_modules/.cache/compiled');
  const env = { NODE_COMPILE_CACHE: compiled, ...process.env, PATH: path };
  const child = spawn(node, args, { cwd: ROOT, stdio: 'inherit', env });
  // Ctrl-C in a terminal reaches the child by itself; passing it on as well would make it two.
  const fromTerminal = [0, 1, 2].some((fd) => isatty(fd));
  /** @type {NodeJS.Signals[]} */
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) {
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !fromTerminal) child.kill(signal);
    });
  }
  return new Promise((done) => {
    child.on('error', (error) => {
      say(`${node} could not be started: ${error.message}.`);
      done(1);
    });
    child.on('exit', (code, signal) => done(code ?? 128 + (signal === null ? 0 : constants.signals[signal])));
  });
}
