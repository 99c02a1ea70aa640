import { CAST_HOST, CHECKOUT_HOSTS } from './catalogue.ts';
import type { PlacedInstance } from './placed-instance.ts';
import type { Random } from './random.ts';

/** What becomes of an instance: always beats; stops for good; stops and comes back; registers out of traffic. */
export type Fate = 'steady' | 'dead' | 'flapping' | 'isolated';

const FLAPPING = 10;

/** Service → how many are dead from the start, besides those on the drawings' host. */
const DEAD: Readonly<Record<string, number>> = {
  'geo-tiles': 4,
  'legacy-sync': 1,
  pricing: 3,
  notify: 2,
  inventory: 3,
  search: 1,
  order: 8,
  account: 2,
};
const ISOLATED: Readonly<Record<string, number>> = {
  pricing: 1,
  inventory: 3,
  order: 4,
  cart: 2,
  recommend: 1,
};
const DEAD_ON_CAST_HOST: readonly string[] = ['inventory', 'notify', 'payment-gateway', 'search'];

/** One fate per instance, in their order. Calm = all steady. */
export function fatesOf(instances: readonly PlacedInstance[], calm: boolean, random: Random): Fate[] {
  if (calm) return instances.map(() => 'steady');
  const dead = new Map(Object.entries(DEAD));
  const isolated = new Map(Object.entries(ISOLATED));
  // Of a service with a canary, its canaries die first: that is the clue an operator is to find.
  const order = instances
    .map((_, index) => index)
    .sort((a, b) => canaryRank(instances[a]) - canaryRank(instances[b]));
  const fates: Fate[] = instances.map(() => 'steady');
  for (const index of order) {
    const one = instances[index];
    if (one !== undefined) fates[index] = fateOf(one, dead, isolated);
  }
  const steady = order.filter((index) => fates[index] === 'steady' && instances[index]?.checked === true);
  for (const index of random.shuffled(steady).slice(0, FLAPPING)) {
    if (instances[index]?.host !== CAST_HOST) fates[index] = 'flapping';
  }
  return fates;
}

const canaryRank = (one: PlacedInstance | undefined): number => (one?.labels.track === 'canary' ? 0 : 1);

function fateOf(one: PlacedInstance, dead: Map<string, number>, isolated: Map<string, number>): Fate {
  if (one.host === CAST_HOST) {
    if (DEAD_ON_CAST_HOST.includes(one.service)) return 'dead';
    return one.service === 'ledger' ? 'isolated' : 'steady';
  }
  if (one.service === 'checkout') return CHECKOUT_HOSTS.includes(one.host) ? 'dead' : 'steady';
  if (!one.checked) return 'steady';
  if (takeOne(dead, one.service)) return 'dead';
  return takeOne(isolated, one.service) ? 'isolated' : 'steady';
}

function takeOne(left: Map<string, number>, service: string): boolean {
  const count = left.get(service) ?? 0;
  if (count > 0) left.set(service, count - 1);
  return count > 0;
}
