/** Which limit it was. */
export type LimitName =
  | 'connections'
  | 'connections per address'
  | 'requests per address'
  | 'requests per token'
  | 'event streams per session';

/** How often each limit of each door refused somebody since the start, for `GET /metrics`. */
export class Refusals {
  readonly #counts = new Map<string, { door: string; limit: LimitName; count: number }>();

  add(door: string, limit: LimitName): void {
    const key = `${door} ${limit}`;
    const row = this.#counts.get(key);
    if (row === undefined) this.#counts.set(key, { door, limit, count: 1 });
    else row.count += 1;
  }

  all(): { readonly door: string; readonly limit: LimitName; readonly count: number }[] {
    return [...this.#counts.values()];
  }
}
