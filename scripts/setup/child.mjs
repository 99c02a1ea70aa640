import { spawn } from 'node:child_process';
import { ROOT, SetUpError } from './said.mjs';

/**
 * Runs a set-up step to its end, with all it prints on stderr. Refuses with `failure` when it does not succeed.
 * @param {string} program @param {string[]} args @param {string} failure a sentence @param {object} [options] for spawn
 */
export function runStep(program, args, failure, options = {}) {
  return /** @type {Promise<void>} */ (
    new Promise((done, fail) => {
      const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 2, 2], ...options });
      child.on('error', (error) => fail(new SetUpError(`${failure} (${error.message})`)));
      child.on('exit', (code, signal) => {
        if (code === 0) done();
        else fail(new SetUpError(`${failure} (${signal ?? `exit code ${code}`})`));
      });
    })
  );
}
