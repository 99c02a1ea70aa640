import type { Bench, Row } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';

export const storm: Bench = {
  name: 'storm',
  what: '10,000 instances register, beat and discover within 15 s; every one is visible and stays healthy',
  seconds: 60,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 10_000, per: 100, ttl: 5 };
    const server = await lab.server();
    const lines = await lab.load(server, 'storm', { ...layout, conns: 64, spread: 15, 'max-s': 120 });
    return [
      ...lines.map((line) => rowOf(line.workload.replace('storm-', ''), line)),
      await lab.gate(server, layout),
    ];
  },
};
