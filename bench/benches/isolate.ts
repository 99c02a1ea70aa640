import type { Bench, Row } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';

/** Instances on the host, services they belong to. */
const HOSTS = [
  [1, 1],
  [10, 10],
  [1000, 100],
  [10_000, 100],
] as const;

export const isolate: Bench = {
  name: 'isolate',
  what: 'a host is isolated over HTTP: the durable answer, and when the last Discover shows it; never half of it',
  seconds: 60,
  async run(lab: Lab): Promise<Row[]> {
    const server = await lab.server();
    const rows: Row[] = [];
    for (const [n, services] of HOSTS) {
      const lines = await lab.load(server, 'isolate', { n, services, ttl: 0, runs: 3, 'poll-ms': 10 });
      rows.push(
        ...lines.map((line) => rowOf(`${n} in ${services}, ${line.workload.replace('isolate-', '')}`, line)),
      );
    }
    return rows;
  },
};
