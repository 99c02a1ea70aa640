import { codes } from '@cynosure/shared/codes.ts';
import { done } from '@cynosure/shared/outcome.ts';
import { previewChanges } from '../../bulk-preview.ts';
import { type Change, put, remove } from '../../changes.ts';
import { type Command, decided, keyOf } from '../../command.ts';
import { type Actor, BULK_PART, type BulkProgress, type FieldChange, type Operation } from '../../model.ts';
import { nameKey } from '../../service-book.ts';
import type { RegistryState } from '../../state.ts';
import { instanceThing } from '../instances-by-hand.ts';
import { newUlid } from '../new-ids.ts';
import { operationRecord } from '../operation-record.ts';
import { wholeOperation } from './bulk-record.ts';
import { afterWork, type BulkWork, decideOne } from './bulk-work.ts';

/** Instances of one log record (console/data-shapes.md §7). */
export const BATCH_SIZE = 100;

export interface BulkItem {
  readonly instanceId: string;
  readonly label: string;
  readonly outcome: 'done' | 'unchanged' | 'failed';
  readonly code: number;
  readonly info: string;
}

export interface BatchAsk {
  readonly ids: readonly string[];
  readonly work: BulkWork;
  readonly by: Actor;
  /** Services (`nameKey`) whose stop somebody has overridden. */
  readonly overridden: ReadonlySet<string>;
  /** As it was before this batch. */
  readonly progress: BulkProgress;
  /** Nothing follows: the operation as a whole is written. */
  readonly isLast: boolean;
}

export interface BatchAnswer {
  readonly items: readonly BulkItem[];
  readonly progress: BulkProgress;
}

/**
 * Changes one batch of the instances of a bulk command, each by itself, in one commit. The guard is asked again:
 * where a service would lose all that clients can call and nobody has overridden that, its instances of the batch
 * are left alone, and fail with the reason.
 */
export function bulkBatch(ask: BatchAsk): Command<BatchAnswer> {
  const { ids, work, by, progress, isLast } = ask;
  return {
    name: 'bulkBatch',
    // Deregistering waits in the same order as registering (core.md §1).
    lane: work.kind === 'deregister' ? 'client' : 'operator',
    keys(state, keys) {
      keys.writes(keyOf.record('bulk', progress.id));
      for (const id of ids) {
        keys.writes(keyOf.instance(id));
        const slot = state.instances.slotOf(id);
        if (slot === -1) continue;
        const { namespace, service, host } = state.standingOf(slot);
        // The verdict counts instances, so nothing else may change these services in the same batch.
        keys.writes(keyOf.service(namespace, service));
        keys.reads(keyOf.host(host));
      }
    },
    decide(state, now) {
      const stopped = stoppedServices(state, ask);
      const items: BulkItem[] = [];
      const changes: Change[] = [];
      const record: FieldChange[] = [];
      for (const id of ids) {
        const why = stopped.get(id);
        const one = why === undefined ? decideOne(state, now, id, work, by) : undefined;
        changes.push(...(one?.changes ?? []));
        record.push(...(one?.record ?? []));
        items.push(itemOf(labelOf(state, id), id, one?.outcome ?? { code: 'BadRequest', info: why }));
      }
      const after = advanced(progress, items);
      if (isLast) {
        if (progress.parts.length > 0) changes.push(remove('bulk', progress.id));
        return {
          outcome: done({ items, progress: after }),
          changes,
          operation: wholeOperation(after, record, now.wallMs),
        };
      }
      const part = partRecord(after, record, items, now.wallMs);
      const kept = { ...after, parts: [...after.parts, part.id] };
      changes.push(put('bulk', progress.id, kept));
      return { outcome: done({ items, progress: kept }), changes, operation: part };
    },
  };
}

/** Writes the operation as a whole where no batch follows any more: stopped by somebody, or by the server's end. */
export function concludeBulk(progress: BulkProgress, why: string): Command<Operation> {
  return {
    name: 'concludeBulk',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('bulk', progress.id)),
    decide(state, now) {
      const operation = wholeOperation(progress, [], now.wallMs, why);
      if (progress.parts.length > 0 && !state.kept.bulk.has(progress.id)) return decided(done(operation));
      return {
        outcome: done(operation),
        changes: progress.parts.length > 0 ? [remove('bulk', progress.id)] : [],
        operation,
      };
    },
  };
}

/** Instances of the batch that the guard keeps as they are, and why. */
function stoppedServices(
  state: RegistryState,
  { ids, work, overridden }: BatchAsk,
): ReadonlyMap<string, string> {
  const slots = ids.map((id) => state.instances.slotOf(id)).filter((slot) => slot !== -1);
  const stopped = new Map<string, string>();
  for (const effect of previewChanges(state, slots, afterWork(state, work))) {
    if (effect.verdict !== 'stop' || overridden.has(nameKey(effect.namespace, effect.service))) continue;
    const why = `${effect.service} would have nothing left that clients can call; look again`;
    for (const slot of effect.changing) stopped.set(state.instances.idOf(slot), why);
  }
  return stopped;
}

function labelOf(state: RegistryState, id: string): string {
  const instance = state.instance(id);
  return instance === undefined ? id : instanceThing(instance).label;
}

function itemOf(
  label: string,
  instanceId: string,
  { code, info }: { code: keyof typeof codes; info?: string | undefined },
): BulkItem {
  const outcome = code === 'ExecuteSuccess' ? 'done' : code === 'NoNeedUpdate' ? 'unchanged' : 'failed';
  return { instanceId, label, outcome, code: codes[code].number, info: info ?? codes[code].info };
}

function advanced(progress: BulkProgress, items: readonly BulkItem[]): BulkProgress {
  const count = (outcome: BulkItem['outcome']) => items.filter((one) => one.outcome === outcome).length;
  const { counts } = progress;
  return {
    ...progress,
    counts: {
      done: counts.done + count('done'),
      unchanged: counts.unchanged + count('unchanged'),
      left: counts.left,
      failed: counts.failed + count('failed'),
    },
  };
}

const partRecord = (
  progress: BulkProgress,
  changes: readonly FieldChange[],
  items: readonly BulkItem[],
  wallMs: number,
): Operation => ({
  ...operationRecord({
    id: newUlid(wallMs),
    action: BULK_PART,
    by: progress.by,
    wallMs,
    names: progress.names,
    counts: { done: items.filter(({ outcome }) => outcome === 'done').length, unchanged: 0, left: 0 },
    changes,
  }),
  partOf: progress.id,
});
