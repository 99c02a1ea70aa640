// `npm test`: every test there is, part by part. `--only PART` (again and again) plays some; further words narrow
// down what a part plays, e.g. `npm run unit -- isolation`. The last line counts all.
import { parseArgs } from 'node:util';
import { playConformance } from '../conformance/play.ts';
import { playInterop } from '../interop/play.ts';
import { playBrowser } from './parts/browser.ts';
import { playBudgets } from './parts/budgets.ts';
import { playProcesses, playUnit } from './parts/node-tests.ts';
import { addUp, brokenPart, countsOf, type PartResult } from './parts/part.ts';

interface Part {
  readonly name: string;
  readonly play: (filter: readonly string[]) => PartResult | Promise<PartResult>;
}

/**
 * Parts in one stage run side by side: only those that mostly wait. What loads the machine runs alone, so that nothing
 * fails for want of it.
 */
const STAGES: readonly (readonly Part[])[] = [
  [{ name: 'unit', play: playUnit }],
  [
    { name: 'conformance', play: (only) => playConformance({ only }) },
    { name: 'interop', play: playInterop },
  ],
  [{ name: 'processes', play: playProcesses }],
  [{ name: 'budgets', play: playBudgets }],
  [{ name: 'browser', play: playBrowser }],
];
const NAMES = STAGES.flat().map((part) => part.name);

interface Played {
  readonly name: string;
  readonly result: PartResult;
  readonly seconds: number;
}

async function playPart(part: Part, filter: readonly string[]): Promise<Played> {
  const started = performance.now();
  let result: PartResult;
  try {
    result = await part.play(filter);
  } catch (error) {
    result = brokenPart(error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
  const played = { name: part.name, result, seconds: (performance.now() - started) / 1000 };
  printSection(played);
  return played;
}

function printSection({ name, result, seconds }: Played): void {
  console.log(`\n── ${name} ${'─'.repeat(Math.max(3, 70 - name.length))}`);
  if (result.details !== '') console.log(result.details.trimEnd());
  for (const note of result.notes) console.log(`  ${note}`);
  console.log(`  ${countsOf(result)} in ${seconds.toFixed(1)} s`);
}

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { only: { type: 'string', multiple: true } },
  });
  const only = values.only ?? NAMES;
  const unknown = only.filter((name) => !NAMES.includes(name));
  if (unknown.length > 0) {
    console.error(`There is no part ${unknown.join(', ')}. There are: ${NAMES.join(', ')}.`);
    return 1;
  }
  const played: Played[] = [];
  for (const stage of STAGES) {
    const parts = stage.filter((part) => only.includes(part.name));
    played.push(...(await Promise.all(parts.map((part) => playPart(part, positionals)))));
  }
  const total = addUp(played.map((one) => one.result));
  console.log(`\n${countsOf(total)}`);
  return total.failed > 0 || total.passed === 0 ? 1 : 0;
}

process.exitCode = await main();
