import type { SearchAnswer, SearchItem, SearchKind } from '@cynosure/shared/console/search.ts';

/** One line of the palette. */
export type Choice =
  | { kind: 'item'; group: SearchKind; item: SearchItem; to: string }
  | { kind: 'isolate'; hosts: readonly string[]; to: string }
  | { kind: 'together'; hosts: readonly string[]; to: string }
  | { kind: 'copyLink'; host: string; to: string }
  | { kind: 'page'; key: string; to: string }
  | { kind: 'filter'; text: string }
  | { kind: 'command'; command: 'pause' | 'resume' };

export type ChoiceGroup = { key: SearchKind | 'pages' | 'commands'; total: number; choices: Choice[] };

type Paths = { host: (hosts: readonly string[]) => string; isolate: (hosts: readonly string[]) => string };

const order: readonly SearchKind[] = ['host', 'hostPrefix', 'service', 'instance', 'isolation', 'operation'];

/**
 * The server's answer as lines, in the order of the specification: the host, what can be done with it, hosts that
 * begin with it, and so on. `reachable` drops what would lead nowhere.
 */
export function choicesFrom(
  answer: SearchAnswer | undefined,
  paths: Paths,
  reachable: (to: string) => boolean,
): ChoiceGroup[] {
  const several = answer?.hosts ?? [];
  const groups = [...(answer?.groups ?? [])].sort((a, b) => order.indexOf(a.kind) - order.indexOf(b.kind));
  return groups.flatMap(({ kind, total, items }): ChoiceGroup[] => {
    const choices: Choice[] = items
      .filter((item) => reachable(item.to))
      .map((item) => ({ kind: 'item', group: kind, item, to: item.to }));
    if (choices.length === 0) return [];
    if (kind !== 'host') return [{ key: kind, total, choices }];
    // Those that are named together are meant together: Enter opens them so.
    if (several.length > 1) return [{ key: kind, total, choices: [...together(several, paths), ...choices] }];
    return [{ key: kind, total, choices: [...choices, ...actionsOn(items, paths)] }];
  });
}

function actionsOn(items: readonly SearchItem[], paths: Paths): Choice[] {
  const [first] = items;
  if (first === undefined) return [];
  const hosts = [first.label];
  return [
    { kind: 'isolate', hosts, to: paths.isolate(hosts) },
    { kind: 'copyLink', host: first.label, to: paths.host(hosts) },
  ];
}

const together = (hosts: readonly string[], paths: Paths): Choice[] => [
  { kind: 'together', hosts, to: paths.host(hosts) },
  { kind: 'isolate', hosts, to: paths.isolate(hosts) },
];

/** `text` cut where it holds what was typed, so that the match can be shown. */
export function splitMatch(text: string, typed: string): [before: string, match: string, after: string] {
  const at = typed ? text.toLowerCase().indexOf(typed.toLowerCase()) : -1;
  return at < 0
    ? [text, '', '']
    : [text.slice(0, at), text.slice(at, at + typed.length), text.slice(at + typed.length)];
}

/** Looks like the beginning of an IPv4 address of fewer than two whole parts. */
export const isTooShortForHost = (text: string): boolean => /^\d{1,3}\.?$/.test(text.trim());
