// `npm run conformance [-- PATTERN …] [-- --jobs N]`: the recorded cases, or those whose path contains a pattern.
import { parseArgs } from 'node:util';
import { countsOf } from '../scripts/parts/part.ts';
import { playConformance } from './play.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string' } },
});
const result = await playConformance({
  only: positionals,
  ...(values.jobs === undefined ? {} : { jobs: Number(values.jobs) }),
});
if (result.details !== '') console.log(result.details);
for (const note of result.notes) console.log(note);
console.log(countsOf(result));
process.exitCode = result.failed > 0 || result.passed + result.skipped === 0 ? 1 : 0;
