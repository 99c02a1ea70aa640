import type { Bench } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';

export const storm: Bench = {
  name: 'storm',
  what: '10,000 instances register, beat and discover within 60 s and within 15 s; every one is visible and stays healthy',
  seconds: 150,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 10_000, per: 100, ttl: 5 };
    const rows: Row[] = [];
    for (const spread of [60, 15]) {
      const server = await lab.server();
      const lines = await lab.load(server, 'storm', { ...layout, conns: 64, spread, 'max-s': 120 });
      rows.push(...lines.map((line) => rowOf(`${spread} s: ${line.workload.replace('storm-', '')}`, line)));
      rows.push(await lab.gate(server, layout));
    }
    return rows;
  },
};
