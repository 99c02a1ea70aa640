import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import type { InstanceQuery } from '@cynosure/shared/console/queries.ts';
import { stateOf } from '@cynosure/shared/console/state.ts';

/**
 * Whether a row that is here already belongs to a query, as the registry would answer (console/spec.md §3): for
 * pages that hold all of their rows.
 */
export function matchesQuery(query: InstanceQuery, row: InstanceRow): boolean {
  const isolated = row.isolation !== null && row.isolation !== undefined;
  return (
    anyOf(query.namespace, row.namespace) &&
    anyOf(query.service, row.service) &&
    anyOf(query.host, row.host) &&
    anyOf(query.port?.map(String), String(row.port)) &&
    anyOf(query.state, stateOf(row.health.state, isolated)) &&
    isAsked(query.healthy, row.health.state === 'healthy') &&
    isAsked(query.isolated, isolated) &&
    isAsked(query.checked, row.checked) &&
    isAsked(query.held, Object.keys(row.held ?? {}).length > 0) &&
    anyOf(query.version, row.version) &&
    anyOf(query.protocol, row.protocol) &&
    anyOf(query.region, row.region) &&
    anyOf(query.zone, row.zone) &&
    anyOf(query.campus, row.campus) &&
    numberIn(query.weight, row.weight) &&
    numberIn(query.ttl, row.ttlSeconds ?? Number.NaN) &&
    (query.label ?? []).every((label) => labelIn(label, row.labels)) &&
    textIn(query.q, row)
  );
}

const isAsked = (wanted: boolean | undefined, is: boolean): boolean => wanted === undefined || wanted === is;

/** One of those asked for, and none of those ruled out. */
function anyOf(wanted: readonly string[] | undefined, value: string): boolean {
  if (!wanted || wanted.length === 0) return true;
  const ruledOut = wanted.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  const asked = wanted.filter((one) => !one.startsWith('!'));
  if (ruledOut.some((one) => isLike(one, value))) return false;
  return asked.length === 0 || asked.some((one) => isLike(one, value));
}

/** `*` stands at either end. */
function isLike(pattern: string, value: string): boolean {
  const [open, shut] = [pattern.startsWith('*'), pattern.length > 1 && pattern.endsWith('*')];
  const bare = pattern.slice(open ? 1 : 0, shut ? -1 : undefined);
  if (open && shut) return value.includes(bare);
  if (open) return value.endsWith(bare);
  return shut ? value.startsWith(bare) : value === bare;
}

function numberIn(wanted: readonly string[] | undefined, value: number): boolean {
  if (!wanted || wanted.length === 0) return true;
  const holds = (text: string): boolean => {
    if (text.startsWith('<')) return value < Number(text.slice(1));
    if (text.startsWith('>')) return value > Number(text.slice(1));
    return value === Number(text);
  };
  if (wanted.some((one) => one.startsWith('!') && holds(one.slice(1)))) return false;
  const asked = wanted.filter((one) => !one.startsWith('!'));
  return asked.length === 0 || asked.some(holds);
}

function labelIn(label: string, labels: Record<string, string>): boolean {
  const negated = label.startsWith('!');
  const text = negated ? label.slice(1) : label;
  const colon = text.indexOf(':');
  const value = labels[text.slice(0, colon)];
  const has = value !== undefined && isLike(text.slice(colon + 1), value);
  return has !== negated;
}

function textIn(q: string | undefined, row: InstanceRow): boolean {
  if (!q) return true;
  const words = q.toLowerCase().split(/\s+/);
  const place =
    `${row.service} ${row.namespace} ${row.host}:${row.port} ${row.version} ${row.id}`.toLowerCase();
  return words.every((word) => place.includes(word));
}
