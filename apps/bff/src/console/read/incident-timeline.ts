import type { IncidentMark, IncidentTimeline } from '@cynosure/shared/console/operation.ts';
import type { Operation } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';

/** An incident begins before somebody acts. */
const BEFORE_MS = 30 * 60_000;
const MOST_HOSTS = 50;
const MOST_SERVICES = 50;
const MOST_MARKS = 300;

/** What happened to the hosts that operations name, and to the services of those that name no host. */
export function incidentTimeline(
  { history, state, clock }: Pick<ConsoleContext, 'history' | 'state' | 'clock'>,
  operations: readonly Operation[],
): IncidentTimeline {
  const hosts = new Set<string>();
  const services = new Map<string, { namespace: string; service: string }>();
  let firstAt = clock.wallMs();
  for (const { at, host, namespace, service } of operations) {
    firstAt = Math.min(firstAt, at);
    if (host !== undefined) for (const one of host.split(',')) hosts.add(one);
    else if (namespace !== undefined && service !== undefined)
      services.set(`${namespace}/${service}`, { namespace, service });
  }
  const named = [...hosts].slice(0, MOST_HOSTS);
  const alone = [...services.values()].slice(0, MOST_SERVICES);
  const fromAt = firstAt - BEFORE_MS;
  const marks: IncidentMark[] = [
    ...named.flatMap((host) => history.lane(host, fromAt).map((mark) => ({ ...mark, host }))),
    ...alone.flatMap(({ namespace, service }) => history.laneOfService(namespace, service, fromAt)),
  ]
    // What was isolated and put back stands in the operations themselves.
    .filter(({ kind }) => kind !== 'isolated' && kind !== 'ended')
    .sort((a, b) => b.at - a.at);
  return {
    hosts: named,
    services: alone,
    marks: marks.slice(0, MOST_MARKS),
    isCut: marks.length > MOST_MARKS,
    position: String(state.position),
    asOf: clock.wallMs(),
  };
}
