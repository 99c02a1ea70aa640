import type { Bench, Row } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';

export const flip: Bench = {
  name: 'flip',
  what: 'instances fall silent: how long after 3 × TTL a client sees it, and how long after a beat that they are back',
  seconds: 75,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 2000, ttl: 2, conns: 64 };
    const server = await lab.server();
    await lab.row('register', server, 'register', { ...layout, warm: 0.3 });
    const rows: Row[] = [];
    for (const victims of [1, 1000]) {
      const lines = await lab.load(server, 'flip', { ...layout, victims, 'poll-ms': 10, 'max-s': 60 });
      rows.push(
        ...lines.map((line) => rowOf(`${victims} of 2,000: ${line.workload.replace('flip-', '')}`, line)),
      );
    }
    return rows;
  },
};
