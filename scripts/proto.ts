/**
 * Generates the typed message code in `proto/gen` from the .proto files: `npm run proto`. With `--check` it
 * generates into a temporary folder instead and fails when the committed code differs.
 * Everything it needs is installed with the workspace; nothing is downloaded.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';

const root = join(import.meta.dirname, '..');
const protoFolder = join(root, 'proto');

/** Runs the generator so that `gen` appears below `baseFolder`. Throws with the generator's own words. */
function generate(baseFolder: string): void {
  const tools = join(root, 'node_modules', '.bin');
  const run = spawnSync(join(tools, 'buf'), ['generate', '--output', baseFolder], {
    cwd: protoFolder,
    encoding: 'utf8',
    // The generator looks for its plugin on the path.
    env: { ...process.env, PATH: `${tools}${delimiter}${process.env.PATH ?? ''}` },
  });
  if (run.error) throw new Error(`the generator could not be started: ${run.error.message}`);
  if (run.status !== 0) throw new Error(`the generator refused the .proto files:\n${run.stderr}`);
}

/** Text of every file below a folder, by its path there. */
const filesBelow = (folder: string): ReadonlyMap<string, string> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, 'utf8')]),
  );

/** One line per generated file that is stale, missing or left over. */
function differences(committed: ReadonlyMap<string, string>, fresh: ReadonlyMap<string, string>): string[] {
  const names = [...new Set([...committed.keys(), ...fresh.keys()])].sort();
  return names.flatMap((name) => {
    if (!committed.has(name)) return [`proto/gen/${name} is missing`];
    if (!fresh.has(name)) return [`proto/gen/${name} is left over`];
    return committed.get(name) === fresh.get(name) ? [] : [`proto/gen/${name} is not current`];
  });
}

function check(): void {
  const scratch = mkdtempSync(join(tmpdir(), 'cynosure-proto-'));
  try {
    generate(scratch);
    const found = differences(filesBelow(join(protoFolder, 'gen')), filesBelow(join(scratch, 'gen')));
    if (found.length > 0)
      throw new Error([...found, 'Run "npm run proto" and commit the result.'].join('\n'));
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

try {
  if (process.argv.includes('--check')) check();
  else generate(protoFolder);
  console.log('proto/gen is current.');
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
