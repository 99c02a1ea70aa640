import type { RegisteredInstances, RegisterPreview } from '@cynosure/shared/console/service.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import type { z } from 'zod';
import { serviceRef } from '../../access/refs.ts';
import { instanceIdOf } from '../../registry/commands/new-ids.ts';
import { registerByHand } from '../../registry/commands/register-by-hand.ts';
import type { Registration } from '../../registry/commands/register-instance.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, problem, type Refused } from '../problem.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, created, notAllowed, ok } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { refusedThing, writing } from '../write/named-thing.ts';
import { registerBody } from '../write/naming-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

type Asked = z.output<typeof registerBody>;

/** Registering instances by hand: hosts times ports, all or none (console/spec.md §5, data-shapes §6). */
export const registerRoutes = (context: ConsoleContext, once: OnceOnly): ConsoleRoute[] => [
  {
    method: 'post',
    path: '/instances/preview',
    needs: 'CreateInstances',
    about: 'something',
    handle: (request) => preview(context, request),
  },
  writing(
    once,
    { method: 'post', path: '/instances', needs: 'CreateInstances', about: 'something' },
    (request, idempotency) => register(context, request, idempotency),
    (_request, ref) => created(fromRef(ref)),
  ),
];

/** What is asked for, by somebody who may. */
function readAsked({ state }: ConsoleContext, { body, asker }: ConsoleRequest): { asked: Asked } | Refused {
  const read = readBody(registerBody, body);
  if ('code' in read) return read;
  const { namespace, service } = read.value;
  const refusal = notAllowed(asker, 'CreateInstances', [serviceRef(state, namespace, service)]);
  if (refusal !== null) return refusal;
  if (state.services.service(namespace, service) !== undefined) return { asked: read.value };
  const info = `There is no service ${service} in ${namespace}.`;
  return problem(422, 'NotFoundService', info, { fields: [fieldProblem('service', info)] });
}

/** Every host with every port, none twice. */
function placesOf({ hosts, ports }: Asked): { host: string; port: number }[] {
  const unique = [...new Set(ports)];
  return [...new Set(hosts)].flatMap((host) => unique.map((port) => ({ host, port })));
}

function registrationsOf(asked: Asked): Registration[] {
  const { namespace, service, region, zone, campus, ttlSeconds } = asked;
  const parts = Object.entries({ region, zone, campus }).filter(([, part]) => part);
  const isChecked = ttlSeconds !== null && ttlSeconds !== undefined;
  return placesOf(asked).map((place) => ({
    namespace,
    service,
    ...place,
    vpcId: null,
    protocol: asked.protocol || null,
    version: asked.version || null,
    priority: null,
    weight: asked.weight ?? null,
    logicSet: null,
    location: parts.length === 0 ? null : Object.fromEntries(parts),
    labels: Object.assign(Object.create(null), asked.labels),
    healthy: null,
    isolate: asked.isolated ?? null,
    enableHealthCheck: isChecked,
    heartbeat: isChecked ? { ttlSeconds } : null,
  }));
}

function preview(context: ConsoleContext, request: ConsoleRequest): Answer {
  const read = readAsked(context, request);
  if ('code' in read) return read;
  const { namespace, service } = read.asked;
  const places = placesOf(read.asked);
  const existing = places.filter(
    (place) => context.state.instances.slotOf(instanceIdOf({ namespace, service, ...place })) !== -1,
  );
  const answer: RegisterPreview = { total: places.length, existing };
  return ok(answer);
}

async function register(
  context: ConsoleContext,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readAsked(context, request);
  if ('code' in read) return read;
  const command = registerByHand(read.asked, registrationsOf(read.asked), request.asker.actor);
  const outcome = await context.registry.run(
    rememberedAs(command, idempotency, ({ operationId, ids, existing }) =>
      [operationId, existing.length, ...ids].join(' '),
    ),
  );
  if (isDone(outcome)) {
    const { ids, existing, operationId } = outcome.value;
    const answer: RegisteredInstances = { ids: [...ids], existing: existing.length, operationId };
    return created(answer);
  }
  if (outcome.code === 'NoNeedUpdate') {
    return problem(409, outcome.code, 'All of them are registered already; nothing was changed.', {
      type: 'NothingToDo',
    });
  }
  return refusedThing(outcome);
}

/** Ids of instances by hand are hashes, without spaces. */
function fromRef(ref: string): RegisteredInstances {
  const [operationId = '', existing = '0', ...ids] = ref.split(' ');
  return { operationId, existing: Number(existing), ids };
}
