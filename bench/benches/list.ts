import type { Bench } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';
import { seed } from '../seed.ts';

const listOf = (name: string, seconds: number, sizes: readonly number[]): Bench => ({
  name,
  what: 'GET /naming/v1/instances: first page, one service, one host, one label, the last page; while all beat',
  seconds,
  async run(lab: Lab): Promise<Row[]> {
    const rows: Row[] = [];
    for (const n of sizes) {
      const layout = { n, per: 100, ttl: 60 };
      const dataDir = lab.folder();
      await seed(dataDir, layout);
      const server = await lab.server({ dataDir });
      const lines = await lab.load(server, 'list', { ...layout, conns: 1, beat: true });
      rows.push(
        ...lines.map((line) => rowOf(`${n}: ${line.workload.replace('list-', '')}`, line)),
        await lab.gate(server, layout),
      );
      await lab.tidyUp();
    }
    return rows;
  },
});

export const list = listOf('list', 60, [10_000, 100_000]);
export const listMillion = listOf('list-1m', 120, [1_000_000]);
