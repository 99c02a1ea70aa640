import type { Bench } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';
import { seed } from '../seed.ts';

/** Instances on the host, services they belong to. */
const HOSTS = [
  [1, 1],
  [10, 10],
  [1000, 100],
  [10_000, 100],
] as const;

/** `beside`: how many instances are registered that have nothing to do with it. */
const isolateOf = (name: string, seconds: number, beside: number): Bench => ({
  name,
  what: 'a host is isolated over HTTP: the durable answer, and when the last Discover shows it; never half of it',
  seconds,
  async run(lab: Lab): Promise<Row[]> {
    const dataDir = lab.folder();
    await seed(dataDir, { n: beside, per: 100, ttl: 0 });
    const server = await lab.server({ dataDir });
    const rows: Row[] = [];
    for (const [n, services] of HOSTS) {
      const lines = await lab.load(server, 'isolate', { n, services, ttl: 0, runs: 3, 'poll-ms': 10 });
      rows.push(
        ...lines.map((line) => rowOf(`${n} in ${services}, ${line.workload.replace('isolate-', '')}`, line)),
      );
    }
    return rows;
  },
});

export const isolate = isolateOf('isolate', 60, 0);
export const isolateMillion = isolateOf('isolate-1m', 150, 1_000_000);
