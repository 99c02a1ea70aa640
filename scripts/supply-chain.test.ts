// What the product is made of besides itself: few packages, each pinned by its hash, none that runs when installed.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { ROOT } from './parts/root.ts';
import { runProgram } from './parts/run-program.ts';

interface Locked {
  readonly version?: string;
  readonly integrity?: string;
  readonly resolved?: string;
  readonly link?: boolean;
  readonly inBundle?: boolean;
  readonly dev?: boolean;
  readonly hasInstallScript?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

const MOST_DIRECT = 15;
const MOST_OF_THE_SERVER = 150;
/** Its script does nothing that is needed (it looks for versions that do not fit); no install of ours runs any. */
const HARMLESS_SCRIPTS = new Set(['node_modules/protobufjs']);

// Files of our own and of npm, in the form that npm gives them.
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, Locked> };
const server = JSON.parse(read('apps/bff/package.json')) as { dependencies: Record<string, string> };
const isOurs = (name: string): boolean => name.startsWith('@cynosure/');

/** Where a package finds another one: beside itself, or in a folder above. */
function placeOf(name: string, from: string): string | undefined {
  for (let at = from; ; at = at.slice(0, Math.max(0, at.lastIndexOf('/node_modules/')))) {
    const place = `${at === '' ? '' : `${at}/`}node_modules/${name}`;
    if (packages[place] !== undefined) return place;
    if (at === '') return undefined;
  }
}

/** Everything that the server brings along, ours left out. */
function closureOfServer(): Set<string> {
  const found = new Set<string>();
  const visit = (names: readonly string[], from: string): void => {
    for (const name of names.filter((one) => !isOurs(one))) {
      const place = placeOf(name, from);
      assert.ok(place !== undefined, `${name} of ${from} is not in the lockfile`);
      if (found.has(place)) continue;
      found.add(place);
      visit(Object.keys(packages[place]?.dependencies ?? {}), place);
    }
  };
  for (const workspace of ['apps/bff', 'packages/grpc-carrier', 'packages/shared', 'proto']) {
    visit(Object.keys(packages[workspace]?.dependencies ?? {}), workspace);
  }
  return found;
}

test('every package is pinned by a SHA-512 of its content, and comes from the registry', () => {
  const fetched = Object.entries(packages).filter(
    ([place, { link, inBundle }]) => place.includes('node_modules/') && link !== true && inBundle !== true,
  );
  assert.ok(fetched.length > 100);
  for (const [place, { integrity, resolved = '' }] of fetched) {
    assert.match(integrity ?? '', /^sha512-[A-Za-z0-9+/]{86}==$/, place);
    assert.doesNotMatch(resolved, /^(git|file|http:)/, place);
  }
  // What lies inside another package is pinned with it.
  for (const [place, { inBundle }] of Object.entries(packages)) {
    if (inBundle === true)
      assert.ok(packages[place.slice(0, place.lastIndexOf('/node_modules/'))]?.integrity, place);
  }
});

test('no package that the product runs with needs a script when it is installed, and none is run', () => {
  assert.match(read('.npmrc'), /^ignore-scripts=true$/m);
  const scripted = [...closureOfServer()].filter((place) => packages[place]?.hasInstallScript === true);
  assert.deepEqual(
    scripted.filter((place) => !HARMLESS_SCRIPTS.has(place)),
    [],
  );
});

test('the server has few runtime dependencies', () => {
  const direct = Object.keys(server.dependencies).filter((name) => !isOurs(name));
  const all = closureOfServer();
  console.log(
    `note: ${direct.length} direct runtime dependencies of the server, ${all.size} packages in all`,
  );
  assert.ok(direct.length <= MOST_DIRECT, direct.join(', '));
  assert.ok(all.size <= MOST_OF_THE_SERVER, String(all.size));
});

test('npm run sbom writes a CycloneDX list of all that is shipped, with hashes', async () => {
  const npm = process.env.npm_execpath;
  const [program, ...args] = npm === undefined ? ['npm'] : [process.execPath, npm];
  const ran = await runProgram(program ?? 'npm', [...args, 'run', '--silent', 'sbom'], { withinMs: 60_000 });
  assert.equal(ran.code, 0, ran.output);
  const bom = JSON.parse(ran.stdout) as {
    bomFormat: string;
    components: { name: string; version: string; hashes?: { alg: string; content: string }[] }[];
  };
  assert.equal(bom.bomFormat, 'CycloneDX');
  for (const place of closureOfServer()) {
    const { version = '', integrity = '' } = packages[place] ?? {};
    const name = place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
    const listed = bom.components.find((one) => one.name === name && one.version === version);
    assert.ok(listed, `${name} ${version}`);
    const content = Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex');
    assert.deepEqual(listed.hashes, [{ alg: 'SHA-512', content }], name);
  }
});
