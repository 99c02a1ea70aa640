import assert from 'node:assert/strict';
import { type Batch, type Change, type InstanceRow, put } from '../../registry/changes.ts';
import type { Loaded } from './harness.ts';
import { anEntry, anOperation, aRow, aState, START_MS } from './samples.ts';

const SLOTS = 40;

/**
 * A history in which every batch follows from its position alone, so that a process that was killed and the
 * one that looks at what it left behind agree on what must be there.
 */
export class NumberedHistory {
  readonly #instances = new Map<number, InstanceRow>();
  readonly #records = new Map<string, unknown>();
  #position = 0;

  /** What a store holds that wrote the history up to `position`. */
  static contentAt(position: number): Loaded {
    const history = NumberedHistory.at(position);
    return { position, records: history.#records, instances: history.#instances };
  }

  static at(position: number): NumberedHistory {
    const history = new NumberedHistory();
    while (history.#position < position) history.next();
    return history;
  }

  /** The batch of the next position: some registrations, flips, removals and a record. */
  next(): Batch {
    const position = ++this.#position;
    const changes = Array.from({ length: 1 + (position % 9) }, (_, n) => this.#change(position, n)).flat();
    const latest = { position };
    this.#records.set('setting latest', latest);
    return {
      position,
      batchId: `batch-${position}`,
      at: START_MS + position,
      changes: [...changes, put('setting', 'latest', latest)],
      operations: position % 4 === 0 ? [anOperation({ id: `o-${position}` })] : [],
      clientEntries: changes.map((_, n) => anEntry({ id: `${position}-${n}` })),
    };
  }

  #change(position: number, n: number): Change[] {
    const slot = (position * 7 + n * 11) % SLOTS;
    const old = this.#instances.get(slot);
    if (!old) {
      const body = new Uint8Array((position * 37) % 900).fill(position);
      const row = aRow({ slot, id: `i-${position}-${n}`, body, wireLength: body.length, bornAt: position });
      this.#instances.set(slot, row);
      return [{ kind: 'instance.put', row }];
    }
    if (position % 3 === 0) {
      this.#instances.delete(slot);
      return [{ kind: 'instance.remove', slot, id: old.id, at: position }];
    }
    const state = aState({ healthy: position % 2 === 0, mtime: position });
    this.#instances.set(slot, { ...old, state });
    return [{ kind: 'instance.state', slot, state }];
  }
}

/**
 * Fails unless the store holds exactly what its own position says, no half batch, and that position is one
 * that it may be at: everything acknowledged, and at most the one batch more that was on its way.
 */
export function assertNothingLost(found: Loaded, acknowledged: number, sent = acknowledged + 1): void {
  assert.ok(
    found.position >= acknowledged && found.position <= sent,
    `the store is at ${found.position}, acknowledged was ${acknowledged}, sent ${sent}`,
  );
  assert.deepEqual(found, NumberedHistory.contentAt(found.position));
}
