import { HpackDecoder } from '../hpack/decoder.ts';
import { type Ending, errorCode } from './error-code.ts';
import { HeadCache } from './head-cache.ts';
import type { Limits } from './limits.ts';
import { FieldCollector, type RequestFields } from './request-fields.ts';

/** SETTINGS_HEADER_TABLE_SIZE is not sent, so it is what the protocol begins with (RFC 9113 §6.5.2). */
const TABLE_BYTES = 4_096;

/** Reads the header blocks of a connection and makes of each request's fields what is asked of its calls. */
export class HeadReader<Head> {
  readonly #decoder = new HpackDecoder(TABLE_BYTES);
  readonly #cache = new HeadCache<Head>();
  readonly #collector: FieldCollector;
  readonly #headOf: (fields: RequestFields) => Head;

  constructor(limits: Limits, headOf: (fields: RequestFields) => Head) {
    this.#collector = new FieldCollector(limits.maxHeaderListBytes);
    this.#headOf = headOf;
  }

  /** Why the last block could not be decoded. */
  get fault(): Ending {
    return this.#collector.isBomb
      ? { code: errorCode.ENHANCE_YOUR_CALM, why: 'a header block means too many bytes' }
      : { code: errorCode.COMPRESSION_ERROR, why: 'a header block is undecodable' };
  }

  /** Undefined when the block could not be decoded, which ends the connection (`fault`; RFC 9113 §4.3). */
  request(bytes: Buffer, from: number, to: number): Head | undefined {
    const { changes } = this.#decoder;
    const known = this.#cache.find(changes, bytes, from, to);
    if (known !== undefined) return known;
    const fields = this.#decode(bytes, from, to, false);
    if (fields === undefined) return undefined;
    const head = this.#headOf(fields);
    if (this.#decoder.changes === changes) this.#cache.keep(changes, bytes, from, to, head);
    return head;
  }

  /** Fields at the end of a request; also for blocks that nobody wants, whose changes of the table count. */
  trailers(bytes: Buffer, from: number, to: number): RequestFields | undefined {
    return this.#decode(bytes, from, to, true);
  }

  #decode(bytes: Buffer, from: number, to: number, isTrailers: boolean): RequestFields | undefined {
    this.#collector.start(isTrailers);
    const isDecoded = this.#decoder.decode(bytes, from, to, this.#collector.take);
    return isDecoded ? this.#collector.finish() : undefined;
  }
}
