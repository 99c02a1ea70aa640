import type { Bench } from '../bench.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';

const CHANGES = 10;

function summary(name: string, tookMs: readonly number[]): Row {
  const sorted = [...tookMs].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? 0;
  return { case: name, p50Ms: at(0.5), p99Ms: at(0.99), p999Ms: at(0.999), more: { longestMs: at(1) } };
}

export const live: Bench = {
  name: 'live',
  what: 'a registration until the event streams of 1 and of 200 browsers that look at its host show it',
  seconds: 35,
  async run(lab: Lab): Promise<Row[]> {
    const rows: Row[] = [];
    for (const streams of [1, 200]) {
      const server = await lab.server();
      const args = [server.console, server.grpc, String(streams), String(CHANGES)];
      const said = await lab.program('bench/live-readers.ts', args);
      const tookMs = JSON.parse(said) as number[]; // printed by live-readers.ts
      const row = summary(`${streams} stream${streams === 1 ? '' : 's'}`, tookMs);
      rows.push(
        tookMs.length === streams * CHANGES ? row : { ...row, void: 'not every stream saw every change' },
      );
      await lab.tidyUp();
    }
    return rows;
  },
};
