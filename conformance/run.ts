// `npm run conformance [-- PATTERN …] [-- --jobs N]`: the recorded cases, or those whose path contains a pattern.
import { parseArgs } from 'node:util';
import { printResult } from '../scripts/parts/print.ts';
import { playConformance } from './play.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { jobs: { type: 'string' } },
});
printResult(
  await playConformance({
    only: positionals,
    ...(values.jobs === undefined ? {} : { jobs: Number(values.jobs) }),
  }),
);
