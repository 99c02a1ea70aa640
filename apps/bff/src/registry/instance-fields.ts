import type { Check, InstanceFacts, Labels, Location } from './model.ts';

/** Paths of fields that an operator edits one by one (console/data-shapes.md §6). */
export type FieldPath = HoldablePath | '/healthy';

/** Those whose value an operator can hold against what the client registers: all but the state of health. */
export type HoldablePath =
  | '/weight'
  | '/priority'
  | '/protocol'
  | '/version'
  | '/checked'
  | '/ttlSeconds'
  | `/location/${keyof Location}`
  | `/labels/${string}`;

const PLAIN = ['/weight', '/priority', '/protocol', '/version', '/checked', '/ttlSeconds'] as const;
const PARTS = ['region', 'zone', 'campus'] as const;

/** Whether text from outside names a holdable field. */
export function isHoldablePath(path: string): path is HoldablePath {
  if (PLAIN.some((one) => one === path) || partOf(path) !== undefined) return true;
  const key = path.startsWith('/labels/') ? path.slice('/labels/'.length) : '';
  return key !== '' && !key.includes('/');
}

/** The part of the location behind `/location/{part}`. */
export const partOf = (path: string): keyof Location | undefined =>
  PARTS.find((one) => path === `/location/${one}`);

/** The key behind `/labels/{key}`, in which `/` is `~1` and `~` is `~0` (RFC 6901). */
export const labelOf = (path: string): string =>
  path.slice('/labels/'.length).replaceAll('~1', '/').replaceAll('~0', '~');

export const labelPath = (key: string): HoldablePath =>
  `/labels/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** The present value of a field, as an editor compares it. An unset member equals an empty one. */
export function fieldOf(facts: InstanceFacts, path: HoldablePath): unknown {
  switch (path) {
    case '/weight':
      return facts.weight;
    case '/priority':
      return facts.priority ?? 0;
    case '/protocol':
      return facts.protocol ?? '';
    case '/version':
      return facts.version ?? '';
    case '/checked':
      return typeof facts.check === 'object';
    case '/ttlSeconds':
      return typeof facts.check === 'object' ? facts.check.ttlSeconds : null;
    default: {
      const part = partOf(path);
      if (part !== undefined) return facts.location?.[part] ?? '';
      return facts.labels[labelOf(path)] ?? null;
    }
  }
}

/** The member of the facts that a field belongs to. */
export type Member = 'weight' | 'priority' | 'protocol' | 'version' | 'check' | 'location' | 'labels';

export function memberOf(path: HoldablePath): Member {
  switch (path) {
    case '/weight':
      return 'weight';
    case '/priority':
      return 'priority';
    case '/protocol':
      return 'protocol';
    case '/version':
      return 'version';
    case '/checked':
    case '/ttlSeconds':
      return 'check';
    default:
      return partOf(path) === undefined ? 'labels' : 'location';
  }
}

/**
 * The facts with one field taken over from another value of its member: the weight, one part of the location, one
 * label, the TTL of a check that is on. `member` is what a record or another instance has under `memberOf(path)`.
 */
export function withFieldOf<Facts extends InstanceFacts>(
  facts: Facts,
  path: HoldablePath,
  member: unknown,
): Facts {
  switch (memberOf(path)) {
    case 'check':
      // What the console and the registry put under `check` is a Check; so below with the others.
      return { ...facts, check: checkWith(facts.check, path, member as Check) };
    case 'location':
      return { ...facts, location: locationWith(facts.location, path, member as Location | null) };
    case 'labels':
      return { ...facts, labels: labelsWith(facts.labels, labelOf(path), (member as Labels)[labelOf(path)]) };
    default:
      return { ...facts, [memberOf(path)]: member };
  }
}

function checkWith(check: Check, path: HoldablePath, from: Check): Check {
  if (path === '/checked') return from;
  return typeof check === 'object' && typeof from === 'object' ? from : check;
}

function locationWith(location: Location | null, path: HoldablePath, from: Location | null): Location | null {
  const part = partOf(path);
  if (part === undefined) return location;
  const { [part]: _, ...others } = location ?? {};
  const taken = from?.[part];
  if (taken !== undefined) return { ...others, [part]: taken };
  return Object.keys(others).length === 0 ? from : others;
}

/** The labels with one of them set, or without it. */
export function labelsWith(labels: Labels, key: string, value: string | null | undefined): Labels {
  const next: Record<string, string> = Object.assign(Object.create(null), labels);
  if (value === undefined || value === null) delete next[key];
  else next[key] = value;
  return next;
}

/** Fields in which two values of an instance differ. */
export function changedPaths(before: InstanceFacts, after: InstanceFacts): HoldablePath[] {
  const paths: HoldablePath[] = [...PLAIN, ...PARTS.map((part) => `/location/${part}` as const)];
  for (const key of new Set([...Object.keys(before.labels), ...Object.keys(after.labels)])) {
    paths.push(labelPath(key));
  }
  return paths.filter((path) => fieldOf(before, path) !== fieldOf(after, path));
}
