/** Asking is over so long after the last question. */
const SILENT_MS = 10 * 60_000;
/** Bounds, so that nobody can fill the memory by asking for what is not there. */
const MOST_NAMES = 10_000;
const MOST_ASKERS = 100;

/**
 * Names that clients ask for in vain, with who asks: whoever gives one of them to an alias changes what those clients
 * get. The name that was asked for longest ago goes first.
 */
export class MissedNames {
  /** Name → client → monotonic ms of its last question. */
  readonly #names = new Map<string, Map<string, number>>();

  note(client: string, name: string, at: number): void {
    const askers = this.#names.get(name) ?? new Map<string, number>();
    // Put at the end again: maps keep their order.
    this.#names.delete(name);
    this.#names.set(name, askers);
    askers.delete(client);
    askers.set(client, at);
    const [oldestAsker] = askers.keys();
    if (askers.size > MOST_ASKERS && oldestAsker !== undefined) askers.delete(oldestAsker);
    const [oldestName] = this.#names.keys();
    if (this.#names.size > MOST_NAMES && oldestName !== undefined) this.#names.delete(oldestName);
  }

  /** How many clients have asked for it in the last ten minutes; counted up to 100. */
  countOf(name: string, now: number): number {
    let count = 0;
    for (const at of this.#names.get(name)?.values() ?? []) if (at + SILENT_MS > now) count += 1;
    return count;
  }
}
