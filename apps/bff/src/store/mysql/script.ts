import type { Clock } from '../../clock.ts';
import type { Db } from './sessions.ts';
import {
  filledIn,
  insertTexts,
  keyTexts,
  type RowUpdate,
  runAll,
  updateTexts,
  type Value,
  type Values,
} from './statements.ts';

/** So much text is sent at once: far from any server's limit, and enough that the round trip hardly counts. */
const PACKET_CHARS = 128 * 1024;

/** Called with how many rows a statement matched. */
type Answered = (matched: number) => void;

interface Waiting {
  readonly make: () => readonly string[];
  readonly answered: Answered;
}

const nobodyAsks: Answered = () => {};

/**
 * Statements of one transaction, many in a packet: each packet is one round trip under the lock of the head row. A
 * packet is sent when the one before has been answered without an error, and the next one is built meanwhile. So no
 * statement ever runs after one that failed, which may have ended the transaction.
 */
export class Script {
  readonly #db: Db;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];
  #chars = 0;
  #sent: Promise<void> = Promise.resolve();
  #checks: (() => void)[] = [];
  #isAbandoned = false;

  private constructor(db: Db, clock: Clock) {
    this.#db = db;
    this.#clock = clock;
  }

  /** Sends what `write` says. Whether it ends well or not: afterwards nothing more of it is sent. */
  static async run<T>(db: Db, clock: Clock, write: (script: Script) => Promise<T>): Promise<T> {
    const script = new Script(db, clock);
    try {
      const value = await write(script);
      await script.settle();
      return value;
    } finally {
      script.#isAbandoned = true;
      await script.#sent.catch(() => {});
    }
  }

  /** One statement, whose `?` are the values. */
  add(text: string, values: readonly Value[] = []): void {
    this.#push(filledIn(text, values));
  }

  /** Statements that are made, or not, once all that was sent before is answered. */
  addLater(make: () => readonly string[]): void {
    this.#waiting.push({ make, answered: nobodyAsks });
  }

  /** Called when all is answered; may throw. */
  checkAtEnd(check: () => void): void {
    this.#checks.push(check);
  }

  /** `INSERT` or `REPLACE` of many rows: `head VALUES (…), (…) tail`. */
  async insert(head: string, rows: readonly Values[], tail = '', answered?: Answered): Promise<void> {
    for (const text of insertTexts(head, rows, tail)) await this.#pushMany(text, answered);
  }

  /** See withKeys. */
  async withKeys(text: string, keys: readonly Value[], before: readonly Value[] = []): Promise<void> {
    for (const one of keyTexts(text, keys, before)) await this.#pushMany(one);
  }

  /** See updateRows. */
  async update(what: RowUpdate, rows: readonly Values[], answered?: Answered): Promise<void> {
    for (const text of updateTexts(what, rows)) await this.#pushMany(text, answered);
  }

  /** Sends what waits, in a packet of its own. */
  send(): void {
    if (this.#waiting.length === 0) return;
    const statements = this.#waiting;
    this.#waiting = [];
    this.#chars = 0;
    this.#sent = this.#sent.then(() => this.#deliver(statements));
    // Told to whoever waits for the end; until then it is nobody's.
    this.#sent.catch(() => {});
  }

  /** Sends what waits and resolves once all is answered. Rejects with the first error. */
  async settle(): Promise<void> {
    this.send();
    await this.#sent;
    for (const check of this.#checks.splice(0)) check();
  }

  async #deliver(statements: readonly Waiting[]): Promise<void> {
    if (this.#isAbandoned) return;
    const made = statements.flatMap(({ make, answered }) => make().map((text) => ({ text, answered })));
    if (made.length === 0) return;
    const matched = await runAll(
      this.#db,
      made.map(({ text }) => text),
    );
    for (const [n, { answered }] of made.entries()) answered(matched[n] ?? 0);
  }

  #push(text: string, answered: Answered = nobodyAsks): void {
    this.#waiting.push({ make: () => [text], answered });
    this.#chars += text.length;
  }

  async #pushMany(text: string, answered?: Answered): Promise<void> {
    this.#push(text, answered);
    if (this.#chars < PACKET_CHARS) return;
    this.send();
    // So that it leaves, and answers are heard, before more is built.
    await new Promise<void>((resolve) => this.#clock.nextTurn(resolve));
  }
}
