// `npm run audit:verify`: says whether the history in the data folder is whole, also while the server runs;
// `npm run audit:verify -- FILE` says it of a backup. `--since HASH`, a newest hash that was printed before and kept
// elsewhere, must still be there: a tail that was cut off together with what proves it is noticed. Exits 1 where not.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { readConfig } from '../apps/bff/src/config.ts';
import { StoreUnusable } from '../apps/bff/src/registry/store-port.ts';
import { DATABASE_FILE } from '../apps/bff/src/store/sqlite/backup.ts';
import { verifyFile } from '../apps/bff/src/store/sqlite/verify-file.ts';

/** Answers what is wrong, nothing where all is well. */
function verify([file, ...more]: readonly string[], since: string | undefined): readonly string[] {
  if (more.length > 0) return ['Name one file at most: npm run audit:verify -- FILE'];
  if (since !== undefined && !/^[0-9a-f]{64}$/i.test(since)) {
    return ['--since takes the hash of 64 characters that was printed before.'];
  }
  const read = readConfig();
  if (!read.ok) return read.problems;
  const named = file === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', file);
  const looked = named ?? join(read.config.dataDir, DATABASE_FILE);
  try {
    const { broken, operations, clientRecords, newest, hasKept } = verifyFile(looked, since);
    if (broken !== null) return [`The history in ${looked} is not whole: ${broken.info}`];
    if (!hasKept) {
      return [
        `The history in ${looked} does not hold ${since}: it was cut off or written anew since, or that entry is older than what is kept.`,
      ];
    }
    console.log(
      `The history in ${looked} is whole: ${operations} operations, the newest with hash ${newest}, and ${clientRecords} client records.`,
    );
    return [];
  } catch (error) {
    if (error instanceof StoreUnusable) return [error.message];
    throw error;
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { since: { type: 'string' } },
});
const problems = verify(positionals, values.since);
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
