import { writeFileSync } from 'node:fs';
import { loaded } from '../contract/harness.ts';
import { NumberedHistory } from '../contract/numbered-history.ts';
import { openSqliteStore } from './sqlite-store.ts';

/**
 * A process that writes the numbered history through the store, to be killed or to have its disk fail. Says
 * each thing that happens as one line: `loaded N`, `durable N`, `unknown N`, `refused N`, `out N`, `resolved
 * N durable|refused`, `closed`. Ends after as many durable commits as its second argument says.
 */
const [dataDir = '', commits = '', armed] = process.argv.slice(2);
const say = (line: string) => process.stdout.write(`${line}\n`);

const store = await openSqliteStore({ dataDir });
const { position } = await loaded(store);
say(`loaded ${position}`);
// From here on the disk may fail (failing-disk.c).
if (armed !== undefined) writeFileSync(armed, '');
const history = NumberedHistory.at(position);
let batch = history.next();
for (let durable = 0; durable < Number(commits); ) {
  const outcome = await store.commit(() => batch);
  say(`${outcome.kind} ${batch.position}`);
  const written = outcome.kind === 'durable' || (outcome.kind === 'unknown' && (await isWritten()));
  if (written) {
    durable += 1;
    batch = history.next();
  }
}
await store.close();
say('closed');

/** Asks until the store can say what became of the batch. */
async function isWritten(): Promise<boolean> {
  for (;;) {
    try {
      const truth = await store.resolve(batch);
      say(`resolved ${batch.position} ${truth}`);
      return truth === 'durable';
    } catch {
      say(`out ${batch.position}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }
}
