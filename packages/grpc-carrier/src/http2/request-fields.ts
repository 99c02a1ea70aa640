import { ENTRY_OVERHEAD, type Field } from '../hpack/dynamic-table.ts';

/** What is wrong with a header list, as far as HTTP/2 is concerned. */
export type HeaderFault = 'malformed' | 'too large';

/** A decoded header list, checked by the rules of requests (RFC 9113 §8.2, §8.3). */
export class RequestFields {
  method = '';
  path = '';
  scheme = '';
  authority: string | undefined;
  /** Without pseudo-fields, in order. */
  readonly fields: Field[] = [];
  /** −1 = not said. */
  contentLength = -1;
  fault: HeaderFault | undefined;
  /** Bytes as RFC 9113 §6.5.2 counts them. */
  listBytes = 0;

  /** First value of a name in lower case. */
  first(name: string): string | undefined {
    for (const field of this.fields) if (field.name === name) return field.value;
    return undefined;
  }
}

/** Names that HTTP/2 has no use for (RFC 9113 §8.2.2). */
const CONNECTION_FIELDS: ReadonlySet<string> = new Set([
  'connection',
  'proxy-connection',
  'keep-alive',
  'transfer-encoding',
  'upgrade',
]);

/** Lower case, and of the characters that names have (RFC 9113 §8.2.1, RFC 9110 §5.6.2). */
const isName = /^[!#$%&'*+\-.^_`|~0-9a-z]+$/;
/** No control characters but tabs, no white space at its ends (RFC 9113 §8.2.1, RFC 9110 §5.5). */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const isFaultyValue = /[\x00-\x08\x0a-\x1f\x7f]|^[ \t]|[ \t]$/;

/** What may stand in them (RFC 3986 §3.2, §3.3, RFC 9113 §8.3.1), a little generous for paths. */
const isAuthority = /^[-.~!$&'()*+,;=:@%[\]\w]*$/;
const isPath = /^\/[\x21-\x7e]*$/;

/** Names that were found to be proper: clients send the same few. */
const knownNames = new Set<string>();
const MOST_KNOWN_NAMES = 256;

function isProperName(name: string): boolean {
  if (knownNames.has(name)) return true;
  if (!isName.test(name)) return false;
  if (knownNames.size < MOST_KNOWN_NAMES && name.length <= 64) knownNames.add(name);
  return true;
}

/** A list so many times larger than allowed ends the connection: decoding it is work, too. */
const BOMB_FACTOR = 8;

/** Gathers the fields of one block and says what is wrong with them. */
export class FieldCollector {
  readonly #maxListBytes: number;
  #into = new RequestFields();
  #isTrailers = false;

  constructor(maxListBytes: number) {
    this.#maxListBytes = maxListBytes;
  }

  start(isTrailers: boolean): void {
    this.#into = new RequestFields();
    this.#isTrailers = isTrailers;
  }

  /** False when there was so much that nobody means it. */
  readonly take = (field: Field): boolean => {
    const into = this.#into;
    into.listBytes += field.name.length + field.value.length + ENTRY_OVERHEAD;
    // The rest is decoded, because the table has to follow, but kept no more.
    if (into.listBytes > this.#maxListBytes) into.fault ??= 'too large';
    else if (into.fault === undefined && !this.#put(field)) into.fault = 'malformed';
    return !this.isBomb;
  };

  /** A few bytes meant far more than may be sent. */
  get isBomb(): boolean {
    return this.#into.listBytes > this.#maxListBytes * BOMB_FACTOR;
  }

  /** The list; for a request also whether it says all that a request must (RFC 9113 §8.3.1). */
  finish(): RequestFields {
    const into = this.#into;
    const isComplete = into.method !== '' && into.path !== '' && into.scheme !== '';
    if (!this.#isTrailers && !isComplete) into.fault ??= 'malformed';
    return into;
  }

  #put(field: Field): boolean {
    const { name, value } = field;
    if (isFaultyValue.test(value)) return false;
    if (name.charCodeAt(0) === 0x3a) return this.#putPseudo(name, value);
    if (!isProperName(name) || CONNECTION_FIELDS.has(name)) return false;
    if (name === 'te' && value !== 'trailers') return false;
    if (name === 'content-length' && !this.#putLength(value)) return false;
    this.#into.fields.push(field);
    return true;
  }

  /** Each once, before all others, and none in trailers (RFC 9113 §8.3). */
  #putPseudo(name: string, value: string): boolean {
    const into = this.#into;
    if (this.#isTrailers || into.fields.length > 0) return false;
    if (name === ':authority') {
      if (into.authority !== undefined || !isAuthority.test(value)) return false;
      into.authority = value;
      return true;
    }
    if (value === '') return false;
    if (name === ':method' && into.method === '') into.method = value;
    else if (name === ':path' && into.path === '' && isPath.test(value)) into.path = value;
    else if (name === ':scheme' && into.scheme === '') into.scheme = value;
    else return false;
    return true;
  }

  #putLength(value: string): boolean {
    if (!/^\d{1,15}$/.test(value)) return false;
    const length = Number(value);
    if (this.#into.contentLength !== -1 && this.#into.contentLength !== length) return false;
    this.#into.contentLength = length;
    return true;
  }
}
