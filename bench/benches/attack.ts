import { ATTACKS } from '../../packages/grpc-carrier/src/testing/attacks.ts';
import type { Bench, Row } from '../bench.ts';
import type { Lab } from '../lab.ts';

/** Far from what a server can take, so that only the attack makes beats late. */
const BEATS_PER_SECOND = 1_000;

export const attack: Bench = {
  name: 'attack',
  what: 'beats of honest clients while others attack HTTP/2: p99 must stay within twice that of calm',
  seconds: 90,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 1000, ttl: 60 };
    const server = await lab.server();
    await lab.row('register', server, 'register', { ...layout, conns: 64, warm: 0.3 });
    const beat = (name: string) =>
      lab.row(name, server, 'beat', { ...layout, conns: 16, out: 1, rate: BEATS_PER_SECOND });
    await beat('warm');
    const calm = await beat('calm');
    const rows = [calm];
    for (const { name } of ATTACKS) {
      const stop = await lab.attack(name, server.grpc);
      const row = await beat(name);
      await stop();
      const timesCalm = (row.p99Ms ?? 0) / (calm.p99Ms ?? 1);
      rows.push({ ...row, more: { ...row.more, p99_times_calm: timesCalm } });
    }
    return [...rows, await lab.gate(server, layout)];
  },
};
