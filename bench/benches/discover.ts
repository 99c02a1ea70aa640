import type { Bench } from '../bench.ts';
import { against, type Lab } from '../lab.ts';
import type { Row } from '../row.ts';
import { seed } from '../seed.ts';

const SIZES = [10, 100, 1000, 10_000] as const;

export const discoverHit: Bench = {
  name: 'discover-hit',
  what: 'Discover with the current revision, services of 10 to 10,000 instances: must be flat',
  seconds: 45,
  async run(lab: Lab): Promise<Row[]> {
    const echo = await lab.echo();
    const rows: Row[] = [];
    for (const size of SIZES) {
      const layout = { n: size, per: size, ttl: 0 };
      const dataDir = lab.folder();
      await seed(dataDir, layout);
      const server = await lab.server({ dataDir });
      rows.push(
        against(await lab.row(`${size}, 64 × 1`, server, 'hit', { ...layout, conns: 64 }), echo, 'echo'),
      );
      if (size === 1000)
        rows.push(
          against(
            await lab.row(`${size}, 8 × 16`, server, 'hit', { ...layout, conns: 8, out: 16 }),
            echo,
            'echo',
          ),
        );
      rows.push(await lab.gate(server, layout));
      await lab.tidyUp();
    }
    return rows;
  },
};

export const discoverFull: Bench = {
  name: 'discover-full',
  what: 'Discover without a revision of a service of 1,000 instances, and how soon a change is seen in it',
  seconds: 25,
  async run(lab: Lab): Promise<Row[]> {
    const layout = { n: 1000, per: 1000, ttl: 0 };
    const dataDir = lab.folder();
    await seed(dataDir, layout);
    const server = await lab.server({ dataDir });
    return [
      await lab.row('cached, 8 × 1', server, 'full', { ...layout, conns: 8 }),
      await lab.row('changed → seen by who asks every 2 ms', server, 'changed', {
        ...layout,
        runs: 3,
        'poll-ms': 2,
      }),
      await lab.gate(server, layout),
    ];
  },
};
