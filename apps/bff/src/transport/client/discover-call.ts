import { hash } from 'node:crypto';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import {
  DiscoverRequest_DiscoverRequestType as Asked,
  type DiscoverRequest,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import {
  DiscoverResponse_DiscoverResponseType as Answered,
  type DiscoverResponse,
  DiscoverResponseSchema,
} from '@cynosure/proto/v1/service_manage/response_pb.ts';
import type { Service } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { type Done, done, isDone, type Outcome, type Refusal, refused } from '@cynosure/shared/outcome.ts';
import type { Caller } from '../../access/caller.ts';
import { namespaceRef, refOfService, serviceRef } from '../../access/refs.ts';
import type { Ref } from '../../access/resource.ts';
import type { About } from '../../access/rights.ts';
import { EMPTY_REVISION } from '../../registry/digest-sum.ts';
import type { Discovered } from '../../registry/discovery.ts';
import type { Alias } from '../../registry/model.ts';
import type { Registry } from '../../registry/registry.ts';
import { ServiceEntry } from '../../registry/service-book.ts';
import { kindOf } from './discover-types.ts';
import { verdictOf } from './replies.ts';
import { serviceMessage } from './service-message.ts';

/** The namespace of a question for instances that names none (contract/grpc-naming.md §8.1). */
const DEFAULT_NAMESPACE = 'default';

/** An answer on the Discover stream. */
export interface DiscoverAnswer {
  /** Everything but the instances. */
  readonly head: DiscoverResponse;
  /** Where instances were asked for and found: what was found, and whether they belong into the answer. */
  readonly found?: { readonly discovered: Discovered; readonly sent: boolean };
  /** Where instances were asked for by a name that nothing has. */
  readonly missed?: { readonly namespace: string; readonly name: string };
}

/** What stands between a question and its answer. */
export interface DiscoverGuard {
  /** Who asks, if they may ask about that; or why not. */
  admit(question: DiscoverRequest, about: About): Done<Caller> | Refusal;
  /** Whether nothing is closed to anybody. */
  readonly isOpen: boolean;
  /** Whether a list may show a service to them. */
  maySee(caller: Caller, ref: Ref): boolean;
}

/** Answers one question (§8). Parameters are checked before the guard is asked. */
export function discover(
  registry: Registry,
  question: DiscoverRequest,
  guard: DiscoverGuard,
): DiscoverAnswer {
  const kind = kindOf(question);
  if (kind === 'unknown') {
    return {
      head: answer(question, refused('InvalidDiscoverResource'), echo(question.service), Answered.ROUTING),
    };
  }
  if (kind === 'nothing') {
    const admitted = guard.admit(question, refsOf(registry, question.service));
    return { head: answer(question, admitted, echo(question.service)) };
  }
  if (kind === 'instances' && question.service && !question.service.namespace) {
    question.service.namespace = DEFAULT_NAMESPACE;
  }
  const { service } = question;
  const fault = faultOf(service, kind === 'services');
  if (fault !== null || service === undefined) {
    return { head: answer(question, fault ?? refused('EmptyRequest'), echo(service)) };
  }
  const about = kind === 'services' ? placeOf(registry, service) : refsOf(registry, service);
  const admitted = guard.admit(question, about);
  if (!isDone(admitted)) return { head: answer(question, admitted, echo(service)) };
  if (kind === 'services') {
    const sees = guard.isOpen ? null : (ref: Ref) => guard.maySee(admitted.value, ref);
    return { head: servicesAnswer(registry, question, service, sees) };
  }
  if (kind === 'rules') return { head: rulesAnswer(registry, question, service) };
  return instancesAnswer(registry, question, service);
}

function faultOf(service: Service | undefined, onlyPresence: boolean): Refusal | null {
  if (service === undefined) return refused('EmptyRequest');
  if (onlyPresence) return null;
  if (!service.name) return refused('InvalidServiceName');
  return service.namespace ? null : refused('InvalidNamespaceName');
}

type Members = Omit<MessageInitShape<typeof DiscoverResponseSchema>, 'code' | 'info' | 'type' | '$typeName'>;

/** Clients match answers by service, type and direction, so all three are echoed (§8.5). */
function answer(
  question: DiscoverRequest,
  outcome: Outcome<unknown>,
  members: Members,
  // The numbers of both enums agree for every type that is answered with its own.
  type: Answered = question.type as number as Answered,
): DiscoverResponse {
  const { Direction } = question;
  return create(DiscoverResponseSchema, { ...verdictOf(outcome), type, Direction, ...members });
}

/** The service of the question as it came, where one came. */
const echo = (service: Service | undefined): Members => (service === undefined ? {} : { service });

/** §8.2 */
function instancesAnswer(registry: Registry, question: DiscoverRequest, asked: Service): DiscoverAnswer {
  const { namespace = '', name = '' } = asked;
  const discovered = registry.discovery.find(namespace, name);
  if (discovered === undefined)
    return {
      head: answer(question, refused('NotFoundResource'), { service: asked }),
      missed: { namespace, name },
    };
  const { source, revision } = discovered;
  if (asked.revision === revision) {
    return {
      head: answer(question, refused('DataNoChange'), { service: asked }),
      found: { discovered, sent: false },
    };
  }
  const named = source === null ? { namespace, name } : serviceMessage(source);
  const head = answer(question, done(null), {
    service: { ...named, namespace, name, revision },
    aliasFor: source === null ? { namespace, name, revision } : named,
  });
  return { head, found: { discovered, sent: true } };
}

/**
 * Every service whose instances the answer would hold; closed to somebody means closed also by an alias or an
 * export that leads there. Where nothing answers to the name, the namespace.
 */
function refsOf({ state, discovery }: Registry, asked: Service | undefined): Ref[] {
  const { namespace = '', name = '' } = asked ?? {};
  if (namespace === '') return [];
  const found = discovery.find(namespace, name)?.services ?? [];
  const askedIn = [namespace];
  return found.length === 0
    ? [namespaceRef(state, namespace)]
    : found.map(({ service }) => ({ ...refOfService(service), askedIn }));
}

/** A question for services is about a namespace, or about what can be seen of all. */
const placeOf = ({ state }: Registry, { namespace = '' }: Service): About =>
  namespace === '' ? 'something' : [namespaceRef(state, namespace)];

/** §8.3. `sees`: which of them the asker may see; null = all. Then the revision is one of what is seen. */
function servicesAnswer(
  registry: Registry,
  question: DiscoverRequest,
  asked: Service,
  sees: ((ref: Ref) => boolean) | null,
): DiscoverResponse {
  const { services } = registry.state;
  const { namespace = '', name = '' } = asked;
  const whole = namespace === '' ? services.allServicesRevision() : services.servicesRevision(namespace);
  if (whole === null) return answer(question, done(null), { service: asked });
  // Who sees all and holds the current revision is answered without a look at the rows.
  if (sees === null && asked.revision === whole) {
    return answer(question, refused('DataNoChange'), { service: asked });
  }
  const all =
    namespace === '' ? [...services.services(), ...services.aliases()] : services.namesIn(namespace).values();
  const rows = [...all].filter((row) => sees?.(refOfRow(registry, row)) ?? true);
  const revision = sees === null ? whole : revisionOfSeen(whole, rows);
  if (asked.revision === revision) return answer(question, refused('DataNoChange'), { service: asked });
  const listed = rows.map((row) =>
    row instanceof ServiceEntry
      ? {
          namespace: row.service.namespace,
          name: row.service.name,
          metadata: { ...row.service.metadata },
        }
      : { namespace: row.namespace, name: row.name },
  );
  return answer(question, done(null), { service: { namespace, name, revision }, services: listed });
}

const refOfRow = ({ state }: Registry, row: ServiceEntry | Alias): Ref =>
  row instanceof ServiceEntry ? refOfService(row.service) : serviceRef(state, row.namespace, row.name);

const revisionOfSeen = (whole: string, rows: readonly (ServiceEntry | Alias)[]): string =>
  hash('sha1', [whole, ...rows.map((row) => (row instanceof ServiceEntry ? row.service.id : row.id))].join());

/** §8.4: no rule exists for any service. */
function rulesAnswer(registry: Registry, question: DiscoverRequest, asked: Service): DiscoverResponse {
  const { namespace = '', name = '' } = asked;
  if (question.type !== Asked.ROUTING) return answer(question, done(null), { service: { namespace, name } });
  const revision = EMPTY_REVISION;
  if (asked.revision === revision) return answer(question, refused('DataNoChange'), { service: asked });
  const source = registry.state.services.resolve(namespace, name)?.service;
  return answer(question, done(null), {
    service: { namespace, name, revision },
    routing: { namespace, service: name, revision },
    aliasFor: { namespace: source?.namespace ?? namespace, name: source?.name ?? name },
  });
}
