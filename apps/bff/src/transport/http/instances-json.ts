import { fromBinary } from '@bufbuild/protobuf';
import { DiscoverResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { type Instance, InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { LRUCache } from 'lru-cache';
import type { Discovered, Discovery } from '../../registry/discovery.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import { jsonOf } from '../proto-json.ts';

const CACHE_CHARACTERS = 16 * 1024 * 1024;

/**
 * The instances of a discovery for HTTP: the rows that gRPC clients get as bytes, as messages or as JSON. The text
 * of a service is kept until its next change (core.md §4), because writing ten thousand rows takes long.
 */
export class InstancesJson {
  readonly #discovery: Discovery;
  readonly #texts = new LRUCache<ServiceEntry, { readonly at: number; readonly text: string }>({
    maxSize: CACHE_CHARACTERS,
    maxEntrySize: CACHE_CHARACTERS / 2,
    sizeCalculation: ({ text }) => text.length + 1,
  });

  constructor(discovery: Discovery) {
    this.#discovery = discovery;
  }

  messages(found: Discovered): Instance[] {
    return fromBinary(DiscoverResponseSchema, this.#discovery.instancesField(found)).instances;
  }

  /** What stands between the brackets of `instances`. */
  text({ services }: Discovered): string {
    return services
      .map((entry) => this.#textOf(entry))
      .filter((text) => text !== '')
      .join(',');
  }

  #textOf(entry: ServiceEntry): string {
    const kept = this.#texts.get(entry);
    if (kept !== undefined && kept.at === entry.changedAt) return kept.text;
    const rows = this.messages({ source: entry, services: [entry], revision: '' });
    const text = rows.map((row) => jsonOf(InstanceSchema, row)).join(',');
    this.#texts.set(entry, { at: entry.changedAt, text });
    return text;
  }
}
