// Says which runtime dependency lacks its line in docs/dependencies.md, an exact version, or needs an install script.
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './parts/root.ts';

interface Manifest {
  readonly workspaces?: readonly string[];
  readonly dependencies?: Readonly<Record<string, string>>;
}
interface Lockfile {
  readonly packages: Readonly<
    Record<
      string,
      { readonly hasInstallScript?: boolean; readonly dev?: boolean; readonly devOptional?: boolean }
    >
  >;
}

/** Their script does nothing that is needed (it looks for versions that do not fit); no install of ours runs any. */
const HARMLESS_SCRIPTS = new Set(['node_modules/protobufjs']);

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
// Files of our own and of npm, in the form that npm gives them.
const manifest = (file: string) => JSON.parse(read(file)) as Manifest;
const lockfile = JSON.parse(read('package-lock.json')) as Lockfile;

const workspaces = globSync(
  (manifest('package.json').workspaces ?? []).map((one) => `${one}/package.json`),
  { cwd: ROOT },
);
const used = new Map(workspaces.flatMap((file) => Object.entries(manifest(file).dependencies ?? {})));
const ours = (name: string): boolean => name.startsWith('@cynosure/');
/** First column of the table's rows; a row may name several. */
const documented = new Set(
  [...read('docs/dependencies.md').matchAll(/^\| (?!package|-)([^|]+) \|/gm)].flatMap(([, names = '']) =>
    names.trim().split(', '),
  ),
);

const problems = [
  ...[...used.keys()]
    .filter((name) => !ours(name) && !documented.has(name))
    .map((name) => `${name} has no line in docs/dependencies.md`),
  ...[...documented]
    .filter((name) => !used.has(name))
    .map((name) => `${name} has a line in docs/dependencies.md, but nothing depends on it`),
  ...[...used]
    .filter(([, version]) => !/^\d+\.\d+\.\d+(?:-[\w.]+)?$/.test(version))
    .map(([name, version]) => `${name} is ${version}, which is no exact version`),
  ...Object.entries(lockfile.packages)
    .filter(([, one]) => one.hasInstallScript === true && one.dev !== true && one.devOptional !== true)
    .filter(([path]) => !HARMLESS_SCRIPTS.has(path))
    .map(([path]) => `${path} brings an install script`),
];
for (const problem of problems) console.log(problem);
process.exitCode = problems.length > 0 ? 1 : 0;
