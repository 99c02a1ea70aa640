// `npm run test:long`: the tests that chance plays a part in, with larger numbers than `npm test` has the time for. Words
// after it choose some by name. See docs/testing.md.
import { playLong } from './parts/node-tests.ts';
import { addUp, countsOf, type PartResult } from './parts/part.ts';

interface LongTest {
  readonly name: string;
  /** A text that the paths of its test files contain. */
  readonly files: string;
  /** What makes them larger. */
  readonly env: Readonly<Record<string, string>>;
  readonly withinMinutes: number;
}

/** One line each: whoever has a test that deserves a night adds it here. */
const LONG_TESTS: readonly LongTest[] = [
  {
    name: 'kills',
    files: 'e2e/processes/kill.test.ts',
    env: { TEST_KILLS: '1000' },
    withinMinutes: 120,
  },
  {
    name: 'power-loss',
    files: 'store/sqlite/power-loss.test.ts',
    env: { TEST_POWER_LOSS_STATES: '2600' },
    withinMinutes: 60,
  },
  {
    name: 'store-kills',
    files: 'store/sqlite/crash.test.ts',
    env: { TEST_STORE_KILLS: '300' },
    withinMinutes: 60,
  },
  {
    name: 'pauses',
    files: 'e2e/processes/pauses.test.ts',
    env: { TEST_PAUSES: '2,5,10,20,30', TEST_RESTARTS: '10' },
    withinMinutes: 30,
  },
  {
    name: 'failing-writes',
    files: 'store/sqlite/failing-write.test.ts',
    env: { TEST_FAILING_WRITES: '80' },
    withinMinutes: 60,
  },
  {
    name: 'nodes',
    files: 'e2e/processes/nodes.test.ts',
    env: { TEST_CHECKERS: 'memory,leader,redis' },
    withinMinutes: 15,
  },
  {
    name: 'simulation',
    files: 'checker/simulation.test.ts',
    env: { CYNOSURE_TEST_TIMES: '10' },
    withinMinutes: 60,
  },
  {
    name: 'histories',
    files: '-histories.test.ts',
    env: { CYNOSURE_TEST_TIMES: '10' },
    withinMinutes: 60,
  },
  {
    name: 'both-doors',
    files: 'transport/both-doors.test.ts',
    env: { CYNOSURE_TEST_TIMES: '20' },
    withinMinutes: 60,
  },
];

async function play({ name, files, env, withinMinutes }: LongTest): Promise<PartResult> {
  const started = performance.now();
  Object.assign(process.env, env);
  const result = await playLong([files], withinMinutes * 60_000);
  for (const setting of Object.keys(env)) delete process.env[setting];
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  if (result.details !== '') console.log(result.details);
  for (const note of result.notes) console.log(`  ${note}`);
  console.log(`${name}: ${countsOf(result)} in ${seconds} s`);
  return result;
}

const wanted = process.argv.slice(2);
const names = LONG_TESTS.map(({ name }) => name);
const unknown = wanted.filter((name) => !names.includes(name));
if (unknown.length > 0) {
  console.error(`There is no long test ${unknown.join(', ')}. There are: ${names.join(', ')}.`);
  process.exitCode = 1;
} else {
  const results: PartResult[] = [];
  for (const one of LONG_TESTS)
    if (wanted.length === 0 || wanted.includes(one.name)) results.push(await play(one));
  const total = addUp(results);
  console.log(`\n${countsOf(total)}`);
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;
}
