import type { InstanceChange, LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Rights } from '../../access/rights.ts';
import { hostsOf, instancesOf } from '../../registry/isolation-book.ts';
import type { ServiceEntry } from '../../registry/service-book.ts';
import type { ConsoleContext } from '../context.ts';
import { clientView } from '../read/client-view.ts';
import { hostView } from '../read/host-view.ts';
import { isolationView } from '../read/isolation-view.ts';
import { fullInstance } from '../routes/instances.ts';
import { beatOf, renderInstances } from './render-instances.ts';
import { renderOverview } from './render-overview.ts';
import type { Rendered } from './rendered.ts';
import type { Topic } from './topic.ts';
import type { TopicMemory } from './topic-memory.ts';
import type { Touched } from './touched.ts';

const MOST_CLIENTS = 500;

/** The events of a topic for what was touched: values as they are now, never differences (data-shapes §3). */
export function render(
  context: ConsoleContext,
  topic: Topic,
  touched: Touched,
  memory: TopicMemory,
  rights: Rights,
): Rendered {
  switch (topic.kind) {
    case 'overview':
      return renderOverview(context, touched, memory, rights);
    case 'isolations':
      return renderIsolations(context, touched, rights);
    case 'activity':
      return touched.operations.map((operation) => ({
        event: 'activity',
        data: context.operations.view(operation, rights),
      }));
    case 'services':
      return renderServices(context, topic, touched, memory);
    case 'instances':
      return renderInstances(context, topic, touched, memory, rights);
    case 'instance':
      return renderInstance(context, topic.id, touched, memory, rights);
    case 'host':
      return renderHost(context, topic, touched, memory, rights);
    case 'operation':
      return renderOperation(context, topic.id, touched);
    case 'clients':
      return renderClients(context, topic.name, touched, memory, rights);
  }
}

/** Isolations that changed, and those whose coverage, drift or uptake did. */
function renderIsolations(context: ConsoleContext, touched: Touched, rights: Rights): LiveEvent[] {
  const { state } = context;
  const ids = new Set(touched.isolations);
  for (const isolation of state.isolations.values()) {
    if (isolation.ended !== null) continue;
    const isTouched =
      touched.uptakes.has(isolation.operationId) ||
      hostsOf(isolation).some((host) => touched.hosts.has(host)) ||
      instancesOf(isolation).some((id) => touched.ids.has(id));
    if (isTouched) ids.add(isolation.id);
  }
  const events: LiveEvent[] = [];
  for (const id of ids) {
    const isolation = state.isolations.get(id);
    if (isolation === undefined) continue;
    events.push({ event: 'isolation', data: isolationView(context, isolation, rights) });
    if (isolation.ended === null || !touched.isolations.has(id)) continue;
    const by = isolation.ended.by.via === 'timer' ? 'time' : isolation.ended.by.name;
    events.push({ event: 'isolationEnded', data: { id, by, position: String(state.position) } });
  }
  return events;
}

function renderServices(
  context: ConsoleContext,
  topic: Extract<Topic, { kind: 'services' }>,
  touched: Touched,
  memory: TopicMemory,
): Rendered {
  const set = context.resultSets.use(topic.resultSet);
  if (set?.kind !== 'services') return 'evicted';
  const events: LiveEvent[] = [];
  for (const name of set.names) {
    const entry = context.state.services.byKey(Number(name));
    if (entry === undefined) continue;
    const row = { ...context.services.row(entry) };
    const isTouched = touched.services.has(`${row.namespace}/${row.service}`);
    // The number of clients moves by itself.
    const clientsMoved = memory.clientsOf(entry.service.key, row.clients ?? 0);
    if (isTouched || clientsMoved) events.push({ event: 'service', data: row });
  }
  return [...events, ...memory.setEvents(context, topic.text, set, touched)];
}

function renderInstance(
  context: ConsoleContext,
  id: string,
  touched: Touched,
  memory: TopicMemory,
  rights: Rights,
): LiveEvent[] {
  const slot = context.state.instances.slotOf(id);
  if (slot === -1) {
    const gone = touched.ids.has(id) ? context.history.goneInstance(id) : undefined;
    return gone === undefined
      ? []
      : [{ event: 'instance', data: { id, gone: { at: gone.at, by: gone.by } } }];
  }
  const hasBeaten = touched.beats && memory.hasBeaten(context, slot);
  const intents = context.state.isolations.covering(context.state.standingOf(slot));
  const isTouched = touched.ids.has(id) || intents.some((one) => touched.uptakes.has(one.operationId));
  return isTouched || hasBeaten ? [{ event: 'instance', data: fullInstance(context, slot, { rights }) }] : [];
}

/**
 * A host with everything on it. Where only heartbeats have moved, or the numbers of its services elsewhere, that alone
 * of the rows concerned: a page of fifty hosts is hundreds of kilobytes, and in a busy registry services move all the time.
 */
function renderHost(
  context: ConsoleContext,
  { host, text }: Extract<Topic, { kind: 'host' }>,
  touched: Touched,
  memory: TopicMemory,
  rights: Rights,
): LiveEvent[] {
  const { state, clock, uptake } = context;
  const slots = state.slotsOnHost(host);
  const beaten = new Set(touched.beats ? slots.filter((slot) => memory.hasBeaten(context, slot)) : []);
  if (isHostTouched(context, host, touched))
    return [{ event: 'host', data: hostView(context, host, rights, clock.wallMs()) }];
  const rows = slots.flatMap((slot): InstanceChange[] => {
    const { counts, service } = state.serviceOf(slot);
    const beat = beaten.has(slot) ? beatOf(context, slot) : undefined;
    if (!touched.services.has(`${service.namespace}/${service.name}`)) return beat ? [beat] : [];
    const numbers = {
      id: state.instances.idOf(slot),
      namespace: service.namespace,
      service: service.name,
      serviceCounts: { ...counts },
      serviceClients: uptake.countOf(service.key),
    };
    return [{ ...numbers, ...beat }];
  });
  return rows.length === 0 ? [] : [{ event: 'instances', data: { topic: text, rows } }];
}

/** Whether something of the host itself has changed, or of an isolation that concerns it. */
function isHostTouched({ state }: ConsoleContext, host: string, touched: Touched): boolean {
  return (
    touched.hosts.has(host) ||
    state.isolations.onHost(host).some((one) => touched.uptakes.has(one.operationId)) ||
    [...touched.isolations].some((id) => {
      const isolation = state.isolations.get(id);
      return isolation !== undefined && hostsOf(isolation).includes(host);
    })
  );
}

function renderOperation(context: ConsoleContext, id: string, touched: Touched): LiveEvent[] {
  const events: LiveEvent[] = [];
  const operation = touched.operations.find((one) => one.id === id);
  if (operation !== undefined) {
    const { outcome, counts } = operation;
    const total = counts.done + counts.unchanged + counts.left;
    events.push({ event: 'operation', data: { id, outcome, done: counts.done, total, failed: 0 } });
  }
  if (operation === undefined && !touched.uptakes.has(id)) return events;
  const { clients, delivered, confirmed, behind } = context.tracker.of(id, [], context.clock.wallMs());
  const services = context.tracker.perService(id);
  events.push({
    event: 'uptake',
    data: { operationId: id, clients, delivered, confirmed, behind, services },
  });
  return events;
}

/** The service with its numbers, and its clients where they have moved. */
function renderClients(
  context: ConsoleContext,
  name: string,
  touched: Touched,
  memory: TopicMemory,
  rights: Rights,
): LiveEvent[] {
  const entry = entryNamed(context, name);
  if (entry === undefined) return [];
  const { key, namespace, name: service } = entry.service;
  const isTouched = touched.services.has(name);
  if (!isTouched && !touched.beats) return [];
  const clients = context.uptake
    .ofService(key)
    .slice(0, MOST_CLIENTS)
    .map((known) => clientView(context.state, known, key));
  const moved = memory.hasChanged(
    'clients',
    JSON.stringify(clients.map(({ lastSeenAt: _, ...rest }) => rest)),
  );
  if (!isTouched && !moved) return [];
  const events: LiveEvent[] = [{ event: 'service', data: context.services.full(entry, rights) }];
  if (moved) events.push({ event: 'clients', data: { namespace, service, clients } });
  return events;
}

function entryNamed({ state }: ConsoleContext, name: string): ServiceEntry | undefined {
  for (let slash = name.indexOf('/'); slash !== -1; slash = name.indexOf('/', slash + 1)) {
    const entry = state.services.resolve(name.slice(0, slash), name.slice(slash + 1));
    if (entry !== undefined) return entry;
  }
  return undefined;
}
