import type { Bench } from '../bench.ts';
import { against, type Lab } from '../lab.ts';
import type { Row } from '../row.ts';

const LOADS = [
  [64, 1],
  [8, 16],
  [1000, 1],
] as const;

export const heartbeat: Bench = {
  name: 'heartbeat',
  what: 'unary beats of 1,000 instances, and beats 100 to a message on streams',
  seconds: 30,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 1000, ttl: 60 };
    const echo = await lab.echo();
    const server = await lab.server();
    await lab.row('register', server, 'register', { ...layout, conns: 64, warm: 0.3 });
    const rows: Row[] = [];
    for (const [conns, out] of LOADS) {
      const row = await lab.row(`unary ${conns} × ${out}`, server, 'beat', { ...layout, conns, out });
      rows.push(against(row, echo, 'echo'));
    }
    const batch = await lab.row('batches of 100, 4 × 2', server, 'batch', { ...layout, conns: 4, out: 2 });
    return [...rows, against(batch, echo, 'echo'), await lab.gate(server, layout)];
  },
};
