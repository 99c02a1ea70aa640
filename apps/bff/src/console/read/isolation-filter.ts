import type { Isolation as IsolationView } from '@cynosure/shared/console/isolation.ts';
import type { ServiceName } from '../../registry/model.ts';
import { textTest } from './match.ts';

/** What of an isolation can be asked for. */
export type Filtered = Pick<IsolationView, 'hosts' | 'reason' | 'ticket' | 'by' | 'leave' | 'service'>;

/** `covered`: the services it covers now; looked at only where a filter needs them. */
export type IsolationTest = (view: Filtered, covered: () => readonly ServiceName[]) => boolean;

const MOST_TEXT = 256;

/**
 * The filters of a list of isolations as one test, or undefined where the address has none: `by`, `ticket` and
 * `via` as names are filtered everywhere, `namespace` by what it covers, `q` as words that all have to appear in
 * its hosts, services, reason, ticket or maker.
 */
export function isolationTest(query: URLSearchParams): IsolationTest | undefined {
  const tests: IsolationTest[] = [];
  const names = (name: string): string[] => query.getAll(name).filter((value) => value !== '');
  const add = (name: string, testOf: (wanted: (text: string) => boolean) => IsolationTest): void => {
    const values = names(name);
    if (values.length > 0) tests.push(testOf(textTest(values)));
  };
  add('by', (wanted) => (view) => wanted(view.by.name));
  add('ticket', (wanted) => (view) => wanted(view.ticket));
  add('via', (wanted) => (view) => wanted(view.by.via));
  add(
    'namespace',
    (wanted) => (view, covered) => namesOf(view, covered()).some((one) => wanted(one.namespace)),
  );
  const words = (query.get('q') ?? '').slice(0, MOST_TEXT).toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length > 0) tests.push((view, covered) => hasWords(words, view, covered));
  return tests.length === 0 ? undefined : (view, covered) => tests.every((test) => test(view, covered));
}

function hasWords(words: readonly string[], view: Filtered, covered: () => readonly ServiceName[]): boolean {
  const own = [...view.hosts, view.reason, view.ticket, view.by.name].join('\n').toLowerCase();
  const missing = words.filter((word) => !own.includes(word));
  if (missing.length === 0) return true;
  const services = namesOf(view, covered()).map((one) => `${one.namespace}/${one.service}`.toLowerCase());
  return missing.every((word) => services.some((name) => name.includes(word)));
}

/** Also where nothing is covered now: the services that it names itself. */
const namesOf = (view: Filtered, covered: readonly ServiceName[]): readonly ServiceName[] => [
  ...covered,
  ...view.leave,
  ...(view.service === undefined ? [] : [view.service]),
];
