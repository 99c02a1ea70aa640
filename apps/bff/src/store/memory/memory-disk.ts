import type { Batch, Change, InstanceRow, RecordKind } from '../../registry/changes.ts';
import type { Operation } from '../../registry/model.ts';
import type { StoreReader } from '../../registry/store-port.ts';
import { CHAIN_START, type ChainLink, type ChainPoint, nextLink } from '../hash-chain.ts';
import { recordFromJson, recordToJson } from '../record-json.ts';
import type { Retention } from '../retention.ts';

/** A chain with its entries, as MemoryDisk keeps it. */
export interface MemoryChain {
  anchor: ChainPoint;
  head: ChainPoint;
  links: ChainLink[];
}

/** What outlives a MemoryStore: the same data under the next one. Holds copies, never what it was given. */
export class MemoryDisk {
  position = 0;
  batchId = '';
  readonly records = new Map<
    string,
    { readonly of: RecordKind; readonly key: string; readonly json: string }
  >();
  readonly instances = new Map<number, InstanceRow>();
  /** Epoch seconds of the removal, by instance id. */
  readonly tombstones = new Map<string, number>();
  readonly operations: MemoryChain = { anchor: CHAIN_START, head: CHAIN_START, links: [] };
  readonly clients: MemoryChain = { anchor: CHAIN_START, head: CHAIN_START, links: [] };
  readonly #operationIds = new Set<string>();

  /** Writes all of the batch, or nothing and answers why. */
  write(batch: Batch): string | null {
    const why = this.#refusal(batch);
    if (why !== null) return why;
    for (const change of batch.changes) this.#apply(change);
    for (const operation of batch.operations) {
      append(this.operations, this.operations.head.seq + 1, operation.at, JSON.stringify(operation));
      this.#operationIds.add(operation.id);
    }
    if (batch.clientEntries.length > 0) {
      append(this.clients, batch.position, batch.at, JSON.stringify(batch.clientEntries));
    }
    this.position = batch.position;
    this.batchId = batch.batchId;
    return null;
  }

  read(into: StoreReader): void {
    for (const { of, key, json } of this.records.values()) into.record(of, key, recordFromJson(of, json));
    for (const row of this.instances.values()) into.instance(row);
  }

  operationsNewestFirst(): Operation[] {
    const text = new TextDecoder();
    // Each payload was written above from an Operation.
    return this.operations.links.map((link) => JSON.parse(text.decode(link.payload)) as Operation).reverse();
  }

  prune(nowMs: number, keep: Retention): number {
    let gone =
      cut(this.operations, nowMs - keep.operationMs) + cut(this.clients, nowMs - keep.clientHistoryMs);
    for (const [id, at] of this.tombstones) {
      if (at * 1000 < nowMs - keep.tombstoneMs) gone += Number(this.tombstones.delete(id));
    }
    for (const [name, { of, json }] of this.records) {
      if (of !== 'idempotency') continue;
      if (recordFromJson('idempotency', json).at < nowMs - keep.idempotencyMs)
        gone += Number(this.records.delete(name));
    }
    return gone;
  }

  #refusal(batch: Batch): string | null {
    if (batch.position !== this.position + 1) {
      return `Position ${batch.position} does not follow ${this.position}.`;
    }
    if (batch.operations.some((one) => this.#operationIds.has(one.id)))
      return 'An operation of that id exists.';
    const live = new Map<number, string | undefined>();
    const idAt = (slot: number) => (live.has(slot) ? live.get(slot) : this.instances.get(slot)?.id);
    for (const change of batch.changes) {
      if (change.kind === 'instance.put') live.set(change.row.slot, change.row.id);
      if (change.kind === 'instance.state' && idAt(change.slot) === undefined)
        return `Slot ${change.slot} is empty.`;
      if (change.kind === 'instance.remove') {
        if (idAt(change.slot) !== change.id) return `Slot ${change.slot} does not hold ${change.id}.`;
        live.set(change.slot, undefined);
      }
    }
    return null;
  }

  #apply(change: Change): void {
    switch (change.kind) {
      case 'put':
        this.records.set(`${change.of} ${change.key}`, {
          of: change.of,
          key: change.key,
          json: recordToJson(change.value),
        });
        return;
      case 'remove':
        this.records.delete(`${change.of} ${change.key}`);
        return;
      case 'instance.put':
        this.instances.set(change.row.slot, { ...change.row, body: change.row.body.slice() });
        this.tombstones.delete(change.row.id);
        return;
      case 'instance.state': {
        const row = this.instances.get(change.slot);
        if (row) this.instances.set(change.slot, { ...row, state: { ...change.state } });
        return;
      }
      case 'instance.remove':
        this.instances.delete(change.slot);
        this.tombstones.set(change.id, change.at);
    }
  }
}

function append(chain: MemoryChain, seq: number, at: number, payload: string): void {
  const link = nextLink(chain.head, seq, at, new TextEncoder().encode(payload));
  chain.links.push(link);
  chain.head = { seq: link.seq, hash: link.hash };
}

/** Removes entries older than `beforeMs` from the old end, so that the rest still chains. */
function cut(chain: MemoryChain, beforeMs: number): number {
  const young = chain.links.findIndex((link) => link.at >= beforeMs);
  const gone = chain.links.splice(0, young === -1 ? chain.links.length : young);
  const last = gone.at(-1);
  if (last) chain.anchor = { seq: last.seq, hash: last.hash };
  return gone.length;
}
