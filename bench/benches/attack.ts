import { ATTACKS } from '../../packages/grpc-carrier/src/testing/attacks.ts';
import type { Bench, Row } from '../bench.ts';
import type { Lab } from '../lab.ts';

/** Far from what a server can take, so that only the attack makes beats late. */
const BEATS_PER_SECOND = 1_000;

export const attack: Bench = {
  name: 'attack',
  what: 'beats of honest clients while others attack HTTP/2: p99 must stay within twice that of calm',
  seconds: 150,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 1000, ttl: 60 };
    const server = await lab.server();
    await lab.row('register', server, 'register', { ...layout, conns: 64, warm: 0.3 });
    const beat = (name: string) =>
      lab.row(name, server, 'beat', { ...layout, conns: 16, out: 1, rate: BEATS_PER_SECOND });
    await beat('warm');
    const rows: Row[] = [];
    for (const { name } of ATTACKS) {
      // Calm before and after: what the two differ by is the machine's noise, and no attack.
      const before = await beat('calm before');
      const stop = await lab.attack(name, server.grpc);
      const row = await beat(name);
      await stop();
      const after = await beat('calm after');
      const [best = 0, worst = 0] = [before.p99Ms ?? 0, after.p99Ms ?? 0].sort((a, b) => a - b);
      const ratios = { p99_times_calm: (2 * (row.p99Ms ?? 0)) / (best + worst), noise: worst / best };
      rows.push(before, { ...row, more: { ...row.more, ...ratios } }, after);
    }
    return [...rows, await lab.gate(server, layout)];
  },
};
