import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock.ts';
import type { Batch } from '../../registry/changes.ts';
import type { Foreign, ForeignInstance } from '../../registry/foreign.ts';
import { writeHistoryAndHead } from './batch-writing.ts';
import type { Following } from './following.ts';
import { type NamesToLookAt, readForeignNames } from './foreign-names.ts';
import { lockChanged, noteSeen, readForeign } from './foreign-rows.ts';
import type { Head } from './head.ts';
import { netChanges } from './net-changes.ts';
import { heldIds, writeOwnRows } from './own-rows.ts';
import { Script } from './script.ts';
import type { Db } from './sessions.ts';

/** What others may have written: looked at again under the lock. */
export interface Candidates {
  readonly names: NamesToLookAt;
  readonly ids: readonly string[];
}

/**
 * Takes over what others wrote, inside a transaction that holds the head row and has caught up: our rows, one log
 * record, and corrections of the column `isolate` where an intent says otherwise. Null where nothing is news.
 */
export async function adoptInto(
  db: Db,
  head: Head,
  following: Following,
  { names, ids }: Candidates,
  clock: Clock,
): Promise<Batch | null> {
  const changed = await lockChanged(db, [...ids].sort());
  const instances = await readForeign(db, changed);
  const services = new Set(names.services);
  for (const { value } of instances) {
    // A service that was made together with its first instance comes along.
    if (value !== null && following.names.serviceMark(value.serviceId) === undefined)
      services.add(value.serviceId);
  }
  const toRead = { ...names, services: [...services] };
  const foreign: Foreign = { ...(await readForeignNames(db, following.names, toRead)), instances };
  const now = { wallMs: head.wallMs, position: head.position + 1 };
  const batch = following.adopt(foreign, now, randomUUID());
  if (batch === null) return null;
  const net = netChanges(batch);
  await heldIds(db, net);
  return Script.run(db, clock, async (script) => {
    await writeOwnRows(script, net, () => null);
    await correctIsolation(script, batch, instances);
    await script.settle();
    await noteSeen(db, changed);
    await writeHistoryAndHead(script, head, batch);
    return batch;
  });
}

/** A row that an intent covers says so, whatever its writer thought (decision 24). */
async function correctIsolation(
  script: Script,
  batch: Batch,
  instances: readonly ForeignInstance[],
): Promise<void> {
  const written = new Map(instances.map(({ id, value }) => [id, value?.isolate]));
  const wrong = (batch.shown ?? []).filter(({ id, isolated }) => written.get(id) !== isolated);
  await script.update(
    {
      head: 'UPDATE instance i',
      names: ['id', 'revision', 'isolated'],
      tail: 'ON i.id = v.id SET i.isolate = v.isolated, i.revision = v.revision, i.mtime = NOW()',
    },
    wrong.map(({ id, isolated, revision }) => [id, revision, Number(isolated)]),
  );
}
