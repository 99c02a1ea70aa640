import { isSameValue } from './commands/operation-record.ts';
import {
  type HoldablePath,
  isHoldablePath,
  labelOf,
  labelsWith,
  memberOf,
  partOf,
} from './instance-fields.ts';
import type { Check, InstanceFacts, Location } from './model.ts';

/**
 * Values that operators hold against what a client registers (docs/held-values.md). Two facts are kept apart, as
 * with isolations: what the row would say without a hold ("the client's"), and what is held. The row itself is
 * always the first with the second laid over it, so every reader sees the held value and no reader need know.
 */

/** One field that is held. */
export interface HeldField {
  /** As an editor shows it: a number, text or yes/no; null = a label that is kept away. */
  readonly value: unknown;
  /**
   * What is under it: the client's value of the label, else of the whole member that the field belongs to (`check`
   * and `location` have several fields). What the client registered last, or, until it does, what was there before.
   */
  readonly client: unknown;
  /** Name of the operator. */
  readonly by: string;
  /** Epoch ms. */
  readonly at: number;
  readonly reason: string;
}

/** By path. */
export type HeldFields = Readonly<Record<string, HeldField>>;

/** All that is held of one instance; outlives its deregistration. */
export interface HeldValues {
  readonly instanceId: string;
  readonly fields: HeldFields;
  /** Epoch ms of its deregistration; null while it is registered. */
  readonly goneAt: number | null;
}

export const NOTHING_HELD: HeldFields = {};

export const heldPaths = (fields: HeldFields): HoldablePath[] => Object.keys(fields).filter(isHoldablePath);

/** TTL of a check that is held on while the client names none. */
const TTL_WHERE_NONE_IS = 5;

/** The facts with what is held laid over them. */
export function withHeld<Facts extends InstanceFacts>(client: Facts, fields: HeldFields): Facts {
  let facts: Facts = { ...client, check: heldCheck(client.check, fields) };
  for (const path of heldPaths(fields)) {
    const value = fields[path]?.value;
    const part = partOf(path);
    // A held value was checked against its path when it was set, so it has its field's type.
    if (part !== undefined) facts = { ...facts, location: { ...facts.location, [part]: value as string } };
    else if (memberOf(path) === 'labels')
      facts = { ...facts, labels: labelsWith(facts.labels, labelOf(path), value as string | null) };
    else if (memberOf(path) !== 'check') facts = { ...facts, [memberOf(path)]: value };
  }
  return facts;
}

function heldCheck(client: Check, fields: HeldFields): Check {
  const isOn = fields['/checked']?.value ?? typeof client === 'object';
  if (isOn !== true) return typeof client === 'object' ? 'off' : client;
  const ttl = fields['/ttlSeconds']?.value;
  if (typeof ttl === 'number') return { ttlSeconds: ttl };
  return typeof client === 'object' ? client : { ttlSeconds: TTL_WHERE_NONE_IS };
}

/** What the row would say if nothing were held: the inverse of `withHeld`. */
export function withoutHeld<Facts extends InstanceFacts>(row: Facts, fields: HeldFields): Facts {
  let facts = row;
  for (const path of heldPaths(fields)) {
    const client = fields[path]?.client;
    // `rememberClient` put it there from the same member.
    if (memberOf(path) === 'labels')
      facts = { ...facts, labels: labelsWith(facts.labels, labelOf(path), client as string | null) };
    else facts = { ...facts, [memberOf(path)]: client };
  }
  return facts;
}

/** The fields with what the client says under each. The same object where nothing has changed. */
export function rememberClient(fields: HeldFields, client: InstanceFacts): HeldFields {
  let changed = false;
  const next: Record<string, HeldField> = {};
  for (const path of heldPaths(fields)) {
    const held = fields[path];
    if (held === undefined) continue;
    const said =
      memberOf(path) === 'labels' ? (client.labels[labelOf(path)] ?? null) : client[memberOf(path)];
    const isNew = !isSameValue(said, held.client);
    changed ||= isNew;
    next[path] = isNew ? { ...held, client: said } : held;
  }
  return changed ? next : fields;
}

/** What a reader is shown as the client's value of a held field. */
export function clientValue(path: HoldablePath, { client }: HeldField): unknown {
  switch (memberOf(path)) {
    case 'check': {
      const check = client as Check; // See HeldField.client; so below.
      if (path === '/checked') return typeof check === 'object';
      return typeof check === 'object' ? check.ttlSeconds : null;
    }
    case 'location':
      return (client as Location | null)?.[partOf(path) ?? 'zone'] ?? '';
    case 'priority':
      return client ?? 0;
    case 'protocol':
    case 'version':
      return client ?? '';
    default:
      return client;
  }
}
