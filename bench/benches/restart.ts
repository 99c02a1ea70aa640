import { serverCommand, serverEnv } from '../../e2e/support/start-cynosure.ts';
import type { Bench } from '../bench.ts';
import { rowOf } from '../generator.ts';
import type { Lab } from '../lab.ts';
import type { Row } from '../row.ts';
import { seed } from '../seed.ts';

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The server's command line for a shell, on the very ports that it had before. */
function startAgain(lab: Lab, dataDir: string, ports: Readonly<Record<string, string>>): string {
  const env = Object.entries({ ...serverEnv(dataDir), ...ports }).map(
    ([name, value]) => `${name}=${quoted(value)}`,
  );
  const command = serverCommand({ launcher: lab.serverCore }).map(quoted);
  return `exec env ${env.join(' ')} ${command.join(' ')} >/dev/null`;
}

const restartOf = (name: string, seconds: number, sizes: readonly number[]): Bench => ({
  name,
  what: 'from the start of the process to the first right answer and beat, after a stop and after kill -9',
  seconds,
  async run(lab: Lab): Promise<Row[]> {
    const rows: Row[] = [];
    for (const [n, kill9] of sizes.flatMap((n) => [[n, false] as const, [n, true] as const])) {
      const layout = { n, per: 1000, ttl: 60 };
      const dataDir = lab.folder();
      await seed(dataDir, layout);
      const server = await lab.server({ dataDir });
      const start = startAgain(lab, dataDir, {
        CYNOSURE_GRPC_PORT: server.grpc.split(':')[1] ?? '0',
        CYNOSURE_HTTP_PORT: new URL(server.http).port,
        CYNOSURE_CONSOLE_PORT: new URL(server.console).port,
      });
      const [line] = await lab.load(server, 'restart', { ...layout, runs: 3, kill9, start, 'max-s': 60 });
      if (line === undefined) throw new Error('load restart printed nothing');
      rows.push(rowOf(`${n} after ${kill9 ? 'kill -9' : 'a stop'}`, line));
    }
    return rows;
  },
});

export const restart = restartOf('restart', 60, [10_000, 100_000]);
export const restartMillion = restartOf('restart-1m', 150, [1_000_000]);
