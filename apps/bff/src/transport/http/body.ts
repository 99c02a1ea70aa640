import type { IncomingMessage } from 'node:http';
import { codes } from '@cynosure/shared/codes.ts';
import { done, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import { defaultLimits } from '../../limits/limits.ts';

export interface BodyLimits {
  readonly maxBytes: number;
  /** What all bodies that are being read may take together, so that many large ones cannot fill the memory. */
  readonly maxBytesAtOnce: number;
  /** Whoever sends more is cut off; up to here the rest is read and thrown away, so that the answer arrives. */
  readonly maxDiscardedBytes: number;
}

/** What follows from the largest body. */
export const bodyLimits = (maxBytes: number = defaultLimits.bodyBytes): BodyLimits => ({
  maxBytes,
  maxBytesAtOnce: 16 * maxBytes,
  maxDiscardedBytes: 32 * maxBytes,
});

// A byte order mark is a character like any other, and so no JSON (recorded case http-protocol/bodies).
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Reads request bodies within bounds. */
export class BodyReader {
  readonly #limits: BodyLimits;
  #bytesAtOnce = 0;

  constructor(limits: BodyLimits = bodyLimits()) {
    this.#limits = limits;
  }

  /** The whole body as text, or why it cannot be taken. Resolves `null` when the peer went away before its end. */
  read(request: IncomingMessage): Promise<Outcome<string> | null> {
    return new Promise((resolve) => {
      let chunks: Buffer[] = [];
      let kept = 0;
      let seen = 0;
      let refusal: Refusal | null = null;
      const drop = () => {
        this.#bytesAtOnce -= kept;
        chunks = [];
        kept = 0;
      };
      request.on('data', (chunk: Buffer) => {
        seen += chunk.length;
        if (seen > this.#limits.maxDiscardedBytes) {
          request.destroy();
          return;
        }
        refusal ??= this.#refusalOf(seen, chunk.length);
        if (refusal !== null) {
          drop();
          return;
        }
        chunks.push(chunk);
        kept += chunk.length;
        this.#bytesAtOnce += chunk.length;
      });
      request.on('end', () => {
        const read = refusal ?? decoded(Buffer.concat(chunks, kept));
        drop();
        resolve(read);
      });
      request.on('close', () => {
        drop();
        // After `end` this changes nothing any more.
        resolve(null);
      });
    });
  }

  #refusalOf(seen: number, more: number): Refusal | null {
    const { maxBytes, maxBytesAtOnce } = this.#limits;
    if (seen > maxBytes) return undecodable(`the body is larger than ${maxBytes / 1024 / 1024} MiB`);
    if (this.#bytesAtOnce + more > maxBytesAtOnce) {
      return refused('InstanceTooManyRequests', 'too many large bodies are being read; try again');
    }
    return null;
  }
}

const undecodable = (detail: string): Refusal =>
  refused('ParseException', `${codes.ParseException.info}: ${detail}`);

function decoded(bytes: Uint8Array): Outcome<string> {
  try {
    return done(utf8.decode(bytes));
  } catch {
    return undecodable('the body is not UTF-8');
  }
}
