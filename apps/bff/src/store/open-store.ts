import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Logger } from '../log.ts';
import type { Store } from '../registry/store-port.ts';

/** The fleet that waits for our start is answered first. */
const CHECK_AFTER_MS = 2000;

/**
 * The shared database if one is configured, else the embedded store; the code of the other is not even read. Rejects
 * with StoreUnusable.
 */
export async function openStore({ mysql, dataDir }: Config, clock: Clock, log: Logger): Promise<Store> {
  if (mysql !== null) {
    const { openMysqlStore } = await import('./mysql/mysql-store.ts');
    return openMysqlStore({ address: mysql, clock });
  }
  const { openSqliteStore } = await import('./sqlite/sqlite-store.ts');
  return openSqliteStore({
    dataDir,
    onIntegrity: ({ damage }) => {
      if (damage.length > 0) log.error({ damage }, 'the data file is damaged; restore a backup');
    },
    beforeCheck: (run) => clock.after(CHECK_AFTER_MS, run),
  });
}
