import { ATTACKS } from '../../packages/grpc-carrier/src/testing/attacks.ts';
import type { Bench } from '../bench.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';

/** Far from what a server can take, so that only the attack makes beats late. */
const BEATS_PER_SECOND = 1_000;
/** Calm and attack by turns: what the machine does beside them hits both, and most of it not the middle one of each. */
const ROUNDS = 5;

export const attack: Bench = {
  name: 'attack',
  what: 'beats of honest clients while others attack HTTP/2: p99 must stay within twice that of calm',
  seconds: 220,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 1000, ttl: 60 };
    // Loopback is trusted otherwise, the attacker's address with it.
    const server = await lab.server({ env: { CYNOSURE_TRUSTED_ADDRESSES: '127.0.0.1' } });
    await lab.row('register', server, 'register', { ...layout, conns: 64, warm: 0.3 });
    const dur = lab.seconds / 2;
    const beat = (name: string) =>
      lab.row(name, server, 'beat', { ...layout, conns: 16, rate: BEATS_PER_SECOND, warm: 0.3, dur });
    await beat('warm');
    const rows: Row[] = [];
    for (const { name } of ATTACKS) {
      const calm: Row[] = [];
      const attacked: Row[] = [];
      for (let round = 0; round < ROUNDS; round += 1) {
        calm.push(await beat('calm'));
        const stop = await lab.attack(name, server.grpc);
        attacked.push(await beat(name));
        await stop();
      }
      const usual = middleOf(calm);
      const row = middleOf(attacked);
      const p99_times_calm = (row.p99Ms ?? 0) / (usual.p99Ms ?? 0);
      rows.push(usual, { ...row, more: { ...row.more, p99_times_calm } });
    }
    return [...rows, await lab.gate(server, layout)];
  },
};

/** The row with the middle p99, or one that is void. */
function middleOf(rows: readonly Row[]): Row {
  const sorted = rows.toSorted((a, b) => (a.p99Ms ?? 0) - (b.p99Ms ?? 0));
  const row = rows.find((one) => one.void !== undefined) ?? sorted[Math.floor(rows.length / 2)];
  if (row === undefined) throw new Error('there was no round');
  return row;
}
