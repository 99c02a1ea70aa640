/** The choices of time, as the address has them; a number is an instant somebody linked to. */
export const spans = { m10: 600_000, h1: 3_600_000, d1: 86_400_000, d7: 7 * 86_400_000 } as const;
export const timeNames = ['all', 'm10', 'h1', 'today', 'd1', 'd7'] as const;
export type TimeName = (typeof timeNames)[number];

/** Kinds of operations that can be asked for → what the registry calls them; a dot at the end: all that begin so. */
export const actions = {
  isolate: 'isolation.create,isolation.again,instance.isolate',
  end: 'isolation.end,isolation.release,instance.restore',
  change: 'isolation.change,isolation.accept',
  instances: 'instance.update,instance.replace,instance.hold,instance.release,instance.forgetHolds,health.',
  registered: 'instance.create',
  deregistered: 'instance.delete',
  services: 'service.,alias.,contract.',
  namespaces: 'namespace.',
  access: 'user.,group.,role.,policy.,token.,accounts.',
  sessions: 'session.',
  settings: 'setting.,guard.',
  upkeep: 'server.,instance.clean',
} as const;
export type ActionName = keyof typeof actions;
export const actionNames = Object.keys(actions) as readonly ActionName[]; // Keys of a literal.

export const outcomes = ['done', 'partly', 'refused', 'failed'] as const;

/** Filters of the page that go to the registry under their own names. */
const PLAIN = ['by', 'namespace', 'service', 'host', 'ticket'] as const;
export type PlainFilter = (typeof PLAIN)[number];
export const plainFilters: readonly PlainFilter[] = PLAIN;

const ADDRESS = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:]+:[0-9a-f:]+)$/i;
const TICKET = /^[A-Z][A-Z0-9]{1,9}-\d+$/;
/** Ids of operations, see ULID. */
const OPERATION = /^[0-9A-HJKMNP-TV-Z]{26}$/;

/** What a typed word names: an address is a host, INC-4711 a ticket, an id an operation, anything else a service. */
export function readWord(
  text: string,
): { kind: 'host' | 'ticket' | 'service' | 'operation'; value: string } | undefined {
  const value = text.trim();
  if (value === '') return undefined;
  if (OPERATION.test(value)) return { kind: 'operation', value };
  if (ADDRESS.test(value)) return { kind: 'host', value };
  return TICKET.test(value) ? { kind: 'ticket', value } : { kind: 'service', value };
}

/** The address as GET /operations takes it. `dayStart`: when today began for the reader, epoch ms. */
export function requestFrom(address: URLSearchParams, now: number, dayStart: number): URLSearchParams {
  const request = new URLSearchParams();
  for (const name of PLAIN) {
    const value = name === 'host' ? address.getAll(name).join(',') : address.get(name);
    if (value) request.set(name, value);
  }
  const word = readWord(address.get('q') ?? '');
  if (word && word.kind !== 'operation') request.set(word.kind, word.value);
  const action = address.get('action') ?? '';
  const known = actionNames.find((name) => name === action);
  if (known) request.set('action', actions[known]);
  else if (action.includes('.')) request.set('action', action);
  const outcome = outcomes.find((one) => one === address.get('result'));
  if (outcome) request.set('outcome', outcome);
  const from = address.get('from') ?? '';
  if (from === 'today') request.set('from', String(dayStart));
  else if (from in spans)
    request.set('from', String(minute(now - spans[from as keyof typeof spans]))); // Asked for in this line.
  else if (/^\d{10,}$/.test(from)) request.set('from', from);
  const to = address.get('to') ?? '';
  if (/^\d{10,}$/.test(to)) request.set('to', to);
  return request;
}

/** Whole minutes, so that the same choice is the same query while one looks at it. */
const minute = (at: number): number => at - (at % 60_000);

/** When the day of `now` began in a time zone, epoch ms. */
export function startOfDay(now: number, timeZone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en', {
    ...(timeZone ? { timeZone } : {}),
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
    hourCycle: 'h23',
  }).formatToParts(now);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value ?? 0);
  const since = ((part('hour') * 60 + part('minute')) * 60 + part('second')) * 1000 + (now % 1000);
  return now - since;
}
