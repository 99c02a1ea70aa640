import type { Bench } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';
import { seed } from '../seed.ts';

const memoryOf = (name: string, seconds: number, sizes: readonly number[]): Bench => ({
  name,
  what: 'resident memory by instance, and the CPU of a server that has nothing to do, or only beats',
  seconds,
  async run(lab: Lab): Promise<Row[]> {
    const empty = await lab.server();
    const [none] = await lab.load(empty, 'rss', { n: 1, ttl: 0, user: '' });
    const rows: Row[] = [];
    for (const n of sizes) {
      const layout = { n, per: 100, ttl: 60 };
      const dataDir = lab.folder();
      await seed(dataDir, layout);
      const server = await lab.server({ dataDir });
      for (const beat of [true, false]) {
        const [line] = await lab.load(server, 'rss', {
          ...layout,
          beat,
          warm: 2,
          dur: Math.max(5, lab.seconds),
        });
        if (line === undefined) throw new Error('load rss printed nothing');
        const net = ((line.rss_after_mib - (none?.rss_after_mib ?? 0)) * 1024) / n;
        const percent = line.srv_util * 100;
        rows.push(
          rowOf(`${n} ${beat ? 'beating' : 'idle'}`, line, { kibEachOverEmpty: net, cpuPercent: percent }),
        );
      }
    }
    return rows;
  },
});

export const memory = memoryOf('memory', 60, [10_000, 100_000]);
export const memoryMillion = memoryOf('memory-1m', 90, [1_000_000]);
