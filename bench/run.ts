/**
 * Measures the product: `npm run bench` all of it, `npm run bench -- NAME…` some. Each bench starts a server of its own
 * on one core and drives it from the other. Prints a table, and JSON with `--json FILE`. See bench/README.md.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../scripts/parts/root.ts';
import type { Bench } from './bench.ts';
import { benches } from './benches/all.ts';
import { buildGenerator } from './generator.ts';
import { canPin, Lab } from './lab.ts';
import type { Row } from './row.ts';
import { tableOf } from './table.ts';

/** Benches that need no server and print a table of their own. */
const PROGRAMS = {
  core: ['--expose-gc', 'bench/core.ts'],
  store: ['bench/store.ts'],
  mysql: ['bench/mysql.ts'],
  checker: ['bench/checker.ts'],
} as const;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '3' },
    json: { type: 'string' },
    profile: { type: 'string' },
    list: { type: 'boolean', default: false },
  },
});

async function main(): Promise<number> {
  if (options.list) {
    for (const { name, what, seconds } of benches)
      console.log(`${name.padEnd(16)} ${what} (about ${seconds} s)`);
    for (const name of Object.keys(PROGRAMS)) console.log(`${name.padEnd(16)} bench/${name}.ts`);
    return 0;
  }
  const isNamed = (name: string) => positionals.length === 0 || positionals.includes(name);
  const known = [...benches.map(({ name }) => name), ...Object.keys(PROGRAMS)];
  const unknown = positionals.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no bench ${unknown.join(', ')}. There are: ${known.join(', ')}.`);
    return 1;
  }
  const chosen = benches.filter(({ name }) => isNamed(name));
  const results = chosen.length === 0 ? [] : await measure(chosen);
  if (options.json !== undefined) {
    const file = resolve(process.env.INIT_CWD ?? '.', options.json);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, `${JSON.stringify({ ...circumstances(), results }, null, 2)}\n`);
    console.log(`\n${file}`);
  }
  const ended = Object.entries(PROGRAMS)
    .filter(([name]) => isNamed(name))
    .map(([, args]) => spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' }).status);
  const isVoid = results.some(({ rows }) => rows.some((row) => row.void !== undefined));
  return isVoid || ended.some((code) => code !== 0) ? 1 : 0;
}

interface Measured {
  readonly bench: string;
  readonly rows: readonly Row[];
}

async function measure(chosen: readonly Bench[]): Promise<Measured[]> {
  const generator = await buildGenerator();
  const pinned = await canPin();
  if (!pinned)
    console.log('note: nothing can be pinned to a core here, so server and generator disturb each other');
  const results: Measured[] = [];
  for (const bench of chosen) {
    const profile =
      options.profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${resolve(options.profile)}`];
    const lab = new Lab(generator, Number(options.seconds), profile, pinned);
    console.log(`\n${bench.name}: ${bench.what}`);
    try {
      const rows = await bench.run(lab);
      console.log(tableOf(rows));
      results.push({ bench: bench.name, rows });
    } finally {
      await lab.tidyUp();
    }
  }
  return results;
}

/** What a reader of the figures must know of the machine and the moment. */
function circumstances() {
  const commit = execFileSync('git', ['rev-parse', 'HEAD'], { cwd: ROOT, encoding: 'utf8' }).trim();
  return { at: new Date().toISOString(), commit, node: process.version, loadAverage: loadavg()[0] };
}

process.exitCode = await main();
