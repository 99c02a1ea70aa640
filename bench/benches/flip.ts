import type { Bench } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';
import { seed } from '../seed.ts';

/** Instances that beat along, those of them that fall silent, and the TTL of all in seconds. */
const RUNS = [
  { beside: 2000, ttl: 2, silent: [1, 1000] },
  { beside: 100_000, ttl: 5, silent: [1, 1000, 10_000] },
] as const;

export const flip: Bench = {
  name: 'flip',
  what: 'instances fall silent: how long after 3 × TTL a client sees it, and how long after a beat that they are back',
  seconds: 240,
  async run(lab: Lab): Promise<Row[]> {
    const rows: Row[] = [];
    for (const { beside, ttl, silent } of RUNS) {
      const layout = { n: beside, per: 100, ttl };
      const dataDir = lab.folder();
      await seed(dataDir, layout);
      const server = await lab.server({ dataDir });
      for (const victims of silent) {
        const lines = await lab.load(server, 'flip', { ...layout, victims, 'poll-ms': 10, 'max-s': 60 });
        rows.push(
          ...lines.map((line) =>
            rowOf(
              `${victims.toLocaleString('en')} of ${beside.toLocaleString('en')}: ${line.workload.replace('flip-', '')}`,
              line,
            ),
          ),
        );
      }
    }
    return rows;
  },
};
