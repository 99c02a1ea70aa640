import { resolve } from 'node:path';
import { readConfig } from '../../apps/bff/src/config.ts';
import { StoreUnusable } from '../../apps/bff/src/registry/store-port.ts';

/** What is done with the store in a data folder and the file that was named; answers a sentence. */
type StoreCommand = (dataDir: string, file: string) => string;

/**
 * Runs a command on the store's files: the data folder as the server has it configured, the file as the one
 * argument, seen from where npm was called. Prints what `run` answers, or why it could not be done and exits 1.
 */
export function storeCommand(name: string, run: StoreCommand): void {
  const problems = attempt(name, run);
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
}

/** Answers what was in the way. */
function attempt(name: string, run: StoreCommand): readonly string[] {
  const [file, ...more] = process.argv.slice(2);
  if (file === undefined || more.length > 0) return [`Name one file: npm run ${name} -- FILE`];
  const read = readConfig();
  if (!read.ok) return read.problems;
  try {
    console.log(run(read.config.dataDir, resolve(process.env.INIT_CWD ?? '.', file)));
    return [];
  } catch (error) {
    if (error instanceof StoreUnusable) return [error.message];
    throw error;
  }
}
