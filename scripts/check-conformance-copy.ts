// Says where conformance/ differs from the papers it was copied from, on a machine where they lie beside the project.
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { ROOT } from './parts/root.ts';

/** Copy in the project → original beside it. */
const COPIES: readonly (readonly [copy: string, original: string])[] = [
  ['conformance/kit', '../shared/conformance'],
  ['conformance/contract/grpc-messages.tsv', '../shared/contract/grpc-messages.tsv'],
];

/** Paths of the files below a folder, relative to it; a file is itself, with an empty path. */
function filesOf(path: string): string[] {
  if (!statSync(path).isDirectory()) return [''];
  return readdirSync(path, { recursive: true, encoding: 'utf8' }).filter((one) =>
    statSync(join(path, one)).isFile(),
  );
}

function differences(copy: string, original: string): string[] {
  const copied = new Set(filesOf(copy));
  const found: string[] = [];
  for (const file of filesOf(original)) {
    if (!copied.delete(file)) found.push(`missing here: ${file}`);
    else if (!readFileSync(join(copy, file)).equals(readFileSync(join(original, file))))
      found.push(`differs: ${file}`);
  }
  for (const file of copied) found.push(`only here: ${file}`);
  return found;
}

for (const [copyPath, originalPath] of COPIES) {
  const original = resolve(ROOT, originalPath);
  if (!existsSync(original)) {
    console.log(`${copyPath}: not compared, there is no ${originalPath}`);
    continue;
  }
  const found = differences(join(ROOT, copyPath), original);
  if (found.length === 0) continue;
  console.log(`${copyPath} differs from ${originalPath}:\n  ${found.join('\n  ')}`);
  process.exitCode = 1;
}
