import { MOST_TOPICS } from '@cynosure/shared/console/events.ts';

/** What a reader can follow (packages/shared/src/console/events.ts spells them). */
export type Topic = { readonly text: string } & (
  | { readonly kind: 'overview' | 'isolations' | 'activity' }
  | { readonly kind: 'services'; readonly resultSet: string }
  | { readonly kind: 'instances'; readonly resultSet: string; readonly from: number; readonly to: number }
  | { readonly kind: 'instance' | 'operation'; readonly id: string }
  | { readonly kind: 'host'; readonly host: string }
  /** `namespace/service` as one text: both may hold slashes. */
  | { readonly kind: 'clients'; readonly name: string }
);

const WIDEST_WINDOW = 2_000;

/** Undefined = there is no such topic. */
function readTopic(text: string): Topic | undefined {
  const colon = text.indexOf(':');
  const kind = colon === -1 ? text : text.slice(0, colon);
  const rest = colon === -1 ? '' : text.slice(colon + 1);
  switch (kind) {
    case 'overview':
    case 'isolations':
    case 'activity':
      return colon === -1 ? { text, kind } : undefined;
    case 'services':
      return rest === '' ? undefined : { text, kind, resultSet: rest };
    case 'instances':
      return readWindow(text, rest);
    case 'instance':
    case 'operation':
      return rest === '' ? undefined : { text, kind, id: rest };
    case 'host':
      return rest === '' ? undefined : { text, kind, host: rest };
    case 'clients':
      return rest.includes('/') ? { text, kind, name: rest } : undefined;
    default:
      return undefined;
  }
}

function readWindow(text: string, rest: string): Topic | undefined {
  const [, resultSet, first, last] = /^(.+):(\d{1,7})-(\d{1,7})$/.exec(rest) ?? [];
  if (resultSet === undefined) return undefined;
  const from = Number(first);
  const to = Number(last);
  return to < from || to - from > WIDEST_WINDOW
    ? undefined
    : { text, kind: 'instances', resultSet, from, to };
}

/** All of them, or a sentence about what is wrong. */
export function readTopics(texts: readonly string[]): readonly Topic[] | string {
  const unique = [...new Set(texts)];
  if (unique.length > MOST_TOPICS)
    return `At most ${MOST_TOPICS} topics can be followed at once; these are ${unique.length}.`;
  const topics: Topic[] = [];
  for (const text of unique) {
    const topic = readTopic(text);
    if (topic === undefined) return `There is no topic ${text.slice(0, 100)}.`;
    topics.push(topic);
  }
  return topics;
}
