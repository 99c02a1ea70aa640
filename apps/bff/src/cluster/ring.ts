import { hash } from 'node:crypto';

const DIGESTS = 40;
const POINTS_OF_DIGEST = 4;

/**
 * A consistent-hash ring over names (contract/health-check.md §2.1): 160 points each, so that shares differ little and
 * a node that comes or goes moves only its own share.
 */
export class Ring {
  readonly names: readonly string[];
  readonly #points: Uint32Array;
  /** Index of the name of each point. */
  readonly #owners: Uint16Array;

  constructor(names: readonly string[]) {
    this.names = names;
    const points = names.flatMap((name, owner) => pointsOf(name).map((point) => ({ point, owner, name })));
    // Two names on one point: the same one wins on every node.
    points.sort((a, b) => a.point - b.point || (a.name < b.name ? -1 : 1));
    this.#points = Uint32Array.from(points, ({ point }) => point);
    this.#owners = Uint16Array.from(points, ({ owner }) => owner);
  }

  /** Index of the name that a key falls to: the first point at or after it, wrapping; -1 on an empty ring. */
  ownerOf(key: number): number {
    if (this.#points.length === 0) return -1;
    let low = 0;
    let high = this.#points.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#points[middle] ?? 0) < key) low = middle + 1;
      else high = middle;
    }
    return this.#owners[low === this.#points.length ? 0 : low] ?? -1;
  }
}

function pointsOf(name: string): number[] {
  const points: number[] = [];
  for (let digest = 0; digest < DIGESTS; digest += 1) {
    const bytes = hash('sha1', `${name}-${digest}`, 'buffer');
    for (let point = 0; point < POINTS_OF_DIGEST; point += 1) points.push(bytes.readUInt32LE(point * 4));
  }
  return points;
}

/** Spreads a 32-bit hash over the whole ring: ids that differ little must not lie together. */
export function spread(hashed: number): number {
  let key = hashed ^ (hashed >>> 16);
  key = Math.imul(key, 0x85eb_ca6b);
  key ^= key >>> 13;
  key = Math.imul(key, 0xc2b2_ae35);
  return (key ^ (key >>> 16)) >>> 0;
}
