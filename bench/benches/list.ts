import type { Bench, Row } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import { seed } from '../seed.ts';

export const list: Bench = {
  name: 'list',
  what: 'GET /naming/v1/instances: first page, one service, one host, one label, the last page; while all beat',
  seconds: 60,
  async run(lab: Lab): Promise<Row[]> {
    const rows: Row[] = [];
    for (const n of [10_000, 100_000]) {
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
};
