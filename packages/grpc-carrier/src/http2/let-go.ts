/**
 * Streams that we ended while their client may still have been sending: what arrives of them is ignored
 * (RFC 9113 §5.1, "closed"). The oldest are forgotten.
 */
export class LetGo {
  readonly #ids = new Set<number>();
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  add(streamId: number): void {
    this.#ids.add(streamId);
    if (this.#ids.size <= this.#most) return;
    for (const oldest of this.#ids) {
      this.#ids.delete(oldest);
      break;
    }
  }

  has(streamId: number): boolean {
    return this.#ids.has(streamId);
  }

  /** The client has ended it, too. */
  delete(streamId: number): void {
    this.#ids.delete(streamId);
  }
}
