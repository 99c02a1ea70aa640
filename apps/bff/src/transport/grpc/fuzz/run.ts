// `npm run fuzz -- --inputs 10000000 [--seed N]`: random changes to connections, header blocks and messages, a third each.
import { parseArgs } from 'node:util';
import { connectionTarget } from './connection-target.ts';
import { fuzz } from './fuzz.ts';
import { hpackTarget } from './hpack-target.ts';
import { messageTarget } from './message-target.ts';

const { values } = parseArgs({
  options: {
    inputs: { type: 'string', default: '1000000' },
    seed: { type: 'string' },
    target: { type: 'string' },
  },
});
const all = [connectionTarget, hpackTarget, await messageTarget()];
const targets = all.filter((one) => values.target === undefined || one.name === values.target);
const each = Math.ceil(Number(values.inputs) / targets.length);
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
console.log(`seed ${seed}: ${each} inputs for each of ${targets.map((one) => one.name).join(', ')}`);
for (const target of targets) {
  const before = performance.now();
  const inputs = await fuzz(target, seed, (done) => done < each);
  const seconds = (performance.now() - before) / 1000;
  const mib = Math.round(process.memoryUsage().rss / 1024 / 1024);
  console.log(
    `${target.name}: ${inputs} inputs in ${seconds.toFixed(0)} s, no crash, no hang, ${mib} MiB resident`,
  );
}
