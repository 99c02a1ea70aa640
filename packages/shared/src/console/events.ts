import type { Client } from './client.ts';
import type { Counts } from './counts.ts';
import type { HoldState } from './hold.ts';
import type { Host } from './host.ts';
import type { Isolation } from './isolation.ts';
import type { Operation } from './operation.ts';
import type { Overview } from './overview.ts';
import type { ServiceRow } from './service.ts';
import type { StoreState } from './store.ts';
import type { ServiceUptake, Uptake } from './uptake.ts';

/** Values, not deltas: a row names itself and carries the members that changed. */
export type InstanceChange = Partial<Host['instances'][number]> & { id: string };

/**
 * What GET /console/v1/events sends, by event name (console/data-shapes.md §3). Each has an id
 * `{epoch}-{position}` except hello, beat, store, hold, resync and bye.
 */
export type LiveEvents = {
  hello: { stream: string; epoch: string; position: string; beatMs: number; at: number };
  beat: { position: string; at: number };
  /** To every reader, whatever it follows: at each change, and after the hello while the store is not well. */
  store: StoreState;
  /** As the store: to every reader at each change, and after the hello while health flips are held. */
  hold: HoldState;
  /** Rows of a window that changed; of a host, where only heartbeats and the numbers of its services have moved. */
  instances: { topic: string; rows: InstanceChange[] };
  set: { topic: string; added: number; gone: string[]; moved: number };
  service: {
    namespace: string;
    service: string;
    counts: Counts;
    instanceRevision: string;
  } & Partial<ServiceRow>;
  instance: InstanceChange;
  /** Who discovers a service, at most 500. */
  clients: { namespace: string; service: string; clients: Client[] };
  host: { host: string } & Partial<Host>;
  overview: Partial<Overview>;
  isolation: Isolation;
  isolationEnded: { id: string; by: string; position: string };
  operation: { id: string; outcome: Operation['outcome']; done: number; total: number; failed: number };
  uptake: {
    operationId: string;
    clients: number;
    delivered: number;
    confirmed: number;
    /** The same by service: the result of an isolation shows each. */
    services?: ServiceUptake[];
    behind?: Uptake['behind'];
  };
  activity: Operation;
  resync: { topics: string[]; why: 'gap' | 'overflow' | 'epoch' | 'evicted' };
  bye: { why: 'signedOut' | 'shutdown'; retryMs: number };
};

export type LiveEventName = keyof LiveEvents;

export type LiveEvent = {
  [Name in LiveEventName]: { event: Name; id?: string; data: LiveEvents[Name] };
}[LiveEventName];

/**
 * PUT /console/v1/events/{stream}/topics. Replaces the topics of a stream. `since`: the oldest position at which the
 * reader has read what it now follows; events of the topics that are new to the stream are sent from there on, so
 * that nothing is lost between reading and following. `again`: topics that are sent from there on although they
 * are not new to the stream, because another tab has begun to read along.
 */
export type TopicsRequest = { topics: string[]; since?: string; again?: string[] };

/**
 * Topics that one stream follows at most: all hosts of a page (50) and what else is on it. A host costs what its own
 * changes cost, whether it stands in one topic or in fifty.
 */
export const MOST_TOPICS = 64;

/** The topics a reader can ask for, spelt in one place. */
export const topics = {
  overview: 'overview',
  isolations: 'isolations',
  activity: 'activity',
  services: (resultSet: string) => `services:${resultSet}`,
  instances: (resultSet: string, from: number, to: number) => `instances:${resultSet}:${from}-${to}`,
  instance: (id: string) => `instance:${id}`,
  host: (host: string) => `host:${host}`,
  operation: (id: string) => `operation:${id}`,
  clients: (namespace: string, service: string) => `clients:${namespace}/${service}`,
} as const;
