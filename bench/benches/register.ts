import type { Bench } from '../bench.ts';
import { against, type Lab } from '../lab.ts';
import type { Row } from '../row.ts';

/** Connections, requests outstanding on each, instances. */
const LOADS = [
  [1, 1, 500],
  [64, 1, 5000],
  [64, 16, 10_000],
  [1000, 1, 5000],
] as const;

export const register: Bench = {
  name: 'register',
  what: 'durable registrations over gRPC, distinct and repeated, and all of them in Discover afterwards',
  seconds: 25,
  async run(lab: Lab): Promise<Row[]> {
    const rows: Row[] = [];
    const disk = await lab.fdatasync();
    const server = await lab.server();
    for (const [conns, out, n] of LOADS) {
      const layout = { prefix: `r${conns}x${out}`, n, ttl: 0 };
      for (const again of [false, true]) {
        const name = `${conns} × ${out}, ${again ? 'again' : 'distinct'}`;
        const row = await lab.row(name, server, 'register', { ...layout, conns, out, warm: 0.3 });
        rows.push({ ...row, ofYardstick: (row.p50Ms ?? 0) / disk.p50_ms, yardstick: 'fdatasync p50' });
      }
      rows.push(await lab.gate(server, layout));
    }
    const echo = await lab.echo();
    return rows.map((row) => (row.case.startsWith('64 × 16') ? against(row, echo, 'echo') : row));
  },
};
