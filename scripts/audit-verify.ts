// `npm run audit:verify`: says whether the history in the data folder is whole, also while the server runs;
// `npm run audit:verify -- FILE` says it of a backup. Exits 1 where it is not.
import { join, resolve } from 'node:path';
import { readConfig } from '../apps/bff/src/config.ts';
import { StoreUnusable } from '../apps/bff/src/registry/store-port.ts';
import { DATABASE_FILE } from '../apps/bff/src/store/sqlite/backup.ts';
import { verifyFile } from '../apps/bff/src/store/sqlite/verify-file.ts';

/** Answers what is wrong, nothing where all is well. */
function verify([file, ...more]: readonly string[]): readonly string[] {
  if (more.length > 0) return ['Name one file at most: npm run audit:verify -- FILE'];
  const read = readConfig();
  if (!read.ok) return read.problems;
  const named = file === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', file);
  const looked = named ?? join(read.config.dataDir, DATABASE_FILE);
  try {
    const { broken, operations, clientRecords, newest } = verifyFile(looked);
    if (broken !== null) return [`The history in ${looked} is not whole: ${broken.info}`];
    console.log(
      `The history in ${looked} is whole: ${operations} operations, the newest with hash ${newest}, and ${clientRecords} client records.`,
    );
    return [];
  } catch (error) {
    if (error instanceof StoreUnusable) return [error.message];
    throw error;
  }
}

const problems = verify(process.argv.slice(2));
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
