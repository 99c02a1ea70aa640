/** What the keeper has done for it, each by another thread. */
export interface LogHands {
  /** How many pages of 4 KiB the log has. */
  size(): Promise<number>;
  /** Checkpoints beside the writer, who goes on meanwhile. */
  checkpointBeside(): Promise<void>;
  /** Checkpoints by the writer itself: no commit is written meanwhile. */
  checkpointAlone(): Promise<void>;
}

/** From so many pages on the log is brought into the database file. */
const DUE_PAGES = 1000;

/** The log is looked at every so many commits. */
const LOOK_EVERY = 16;

/**
 * Keeps the log short without keeping commits waiting. Bringing a thousand pages into the database takes tens
 * of milliseconds, so another thread does it while the writer goes on; the writer itself only adds what came
 * meanwhile, because the log starts anew only when all of it is in the database and nobody writes.
 */
export class LogKeeper {
  readonly #hands: LogHands;
  #commits = 0;
  #working = false;

  constructor(hands: LogHands) {
    this.#hands = hands;
  }

  /** To be called after each durable commit. */
  committed(): void {
    this.#commits += 1;
    if (this.#commits % LOOK_EVERY !== 0 || this.#working) return;
    this.#working = true;
    void this.#round().then(() => {
      this.#working = false;
    });
  }

  async #round(): Promise<void> {
    try {
      if ((await this.#hands.size()) < DUE_PAGES) return;
      // If the other thread fails, the writer meets the same trouble and deals with it.
      await this.#hands.checkpointBeside().catch(() => {});
      await this.#hands.checkpointAlone();
    } catch {
      // The writer is gone; the next commit finds out and resolves it.
    }
  }
}
