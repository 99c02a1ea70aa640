import { hash } from 'node:crypto';
import type { May } from '@cynosure/shared/console/access.ts';
import {
  type Diagnostics,
  type GuardOverride,
  isolationLengths,
  type ServerFacts,
  type Settings,
  type SharedSettings,
} from '@cynosure/shared/console/settings.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { z } from 'zod';
import type { Rights } from '../../access/rights.ts';
import { setGuard } from '../../registry/commands/guard.ts';
import { changeSettings } from '../../registry/commands/settings.ts';
import { type GuardScope, guardKey, ownGuard, USUAL_GUARD } from '../../registry/guard.ts';
import { settingsOf } from '../../registry/settings.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { Duties, Upkeep } from '../../upkeep/upkeep.ts';
import type { ConsoleContext } from '../context.ts';
import { impossible, permitted } from '../read/may.ts';
import { nodesOf } from '../read/node-view.ts';
import {
  type Answer,
  type ConsoleRequest,
  type ConsoleRoute,
  notFound,
  ok,
  revisionWanted,
} from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { ifUnchanged, refusedThing, writing } from '../write/named-thing.ts';
import { guardRule, namespaceName, serviceName } from '../write/naming-bodies.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

/** What the settings know beside what is kept: how the server was started, and how it is. */
export interface SettingsParts {
  readonly started: SharedSettings['environment'];
  readonly server: () => ServerFacts;
  readonly upkeep: Upkeep;
  /** How many streams of live data are open. */
  readonly streams?: () => number;
}

const length = z.literal([...isolationLengths], 'It is 15 min, 30 min, 1 h or 3 h.');
const link = z
  .string()
  .trim()
  .max(500, 'An address has at most 500 characters.')
  .refine((text) => text === '' || /^https?:\/\/[^\s]+$/.test(text), 'It begins with https:// or http://.');
const editBody = z.strictObject({
  environment: z
    .strictObject({
      name: z
        .string()
        .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,32}$/u, 'A name has 1 to 32 printable characters.'),
      production: z.boolean(),
    })
    .optional(),
  timeZone: z.string().max(64).refine(isTimeZone, 'There is no such time zone.').nullable().optional(),
  isolationSeconds: length.nullable().optional(),
  extendSeconds: length.optional(),
  links: z.strictObject({ service: link, host: link, instance: link }).optional(),
});
const guardBody = z.strictObject({
  namespace: namespaceName.optional(),
  service: serviceName.optional(),
  rule: guardRule.nullable(),
});

/** What owners set for everybody, and what there is to know of the server (console/spec.md §5, Settings). */
export function settingsRoutes(
  context: ConsoleContext,
  once: OnceOnly,
  parts: SettingsParts,
): ConsoleRoute[] {
  const show = (request: ConsoleRequest) => shown(context, parts, request);
  return [
    { method: 'get', path: '/settings', needs: 'DescribeSettings', handle: show },
    {
      method: 'get',
      path: '/settings/diagnostics',
      needs: 'DescribeSettings',
      handle: () => ok(diagnosticsOf(context, parts)),
    },
    writing(
      once,
      { method: 'put', path: '/settings', needs: 'UpdateSettings' },
      (request, idempotency) => edit(context, parts, request, idempotency),
      show,
    ),
    writing(
      once,
      { method: 'put', path: '/settings/guard', needs: 'UpdateSettings' },
      (request, idempotency) => editGuard(context, parts, request, idempotency),
      show,
    ),
  ];
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // the constructor throws for names that it does not know
  }
}

function shown(context: ConsoleContext, parts: SettingsParts, request: ConsoleRequest): Answer {
  const view = viewOf(context, parts, request);
  return ok(view, { etag: view.revision });
}

function viewOf(context: ConsoleContext, parts: SettingsParts, { asker }: ConsoleRequest): Settings {
  const { state } = context;
  const { started, upkeep } = parts;
  return {
    ...settingsOf(state, started),
    guard: ownGuard(state, guardKey.default) ?? USUAL_GUARD,
    overrides: overridesIn(state),
    server: factsOf(context, parts),
    revision: revisionOf(state, started),
    may: {
      edit: permitted(asker.rights, 'edit', 'everything', 'UpdateSettings'),
      ...nodeMay(asker.rights, upkeep.duties),
    },
  };
}

const factsOf = (
  { state, clock }: ConsoleContext,
  { server, upkeep, streams }: SettingsParts,
): ServerFacts => ({
  ...server(),
  logLevels: upkeep.levels,
  nodes: nodesOf(state, clock.wallMs()),
  duties: upkeep.duties,
  ...(streams === undefined ? {} : { streams: streams() }),
});

/** Addresses of links are left out: people put keys into them. */
function diagnosticsOf(context: ConsoleContext, parts: SettingsParts): Diagnostics {
  const { state, clock, uptake } = context;
  const { links: _links, ...settings } = settingsOf(state, parts.started);
  const { rss, heapUsed } = process.memoryUsage();
  return {
    takenAt: clock.wallMs(),
    server: factsOf(context, parts),
    settings,
    counts: {
      namespaces: state.services.namespaces.size,
      services: [...state.services.services()].length,
      instances: state.instances.size,
      isolations: [...state.isolations.values()].filter(({ ended }) => ended === null).length,
      clients: uptake.all().length,
    },
    process: {
      rssBytes: rss,
      heapBytes: heapUsed,
      platform: process.platform,
      arch: process.arch,
    },
  };
}

/** What may be done to a node; only who leads can give the lead away. */
function nodeMay(rights: Rights, duties: Duties): May {
  const release = permitted(rights, 'releaseLead', 'everything');
  const notOurs = impossible(duties === 'shares' ? 'noneLeads' : 'anotherLeads');
  return {
    closeConnections: permitted(rights, 'closeConnections', 'everything'),
    setLogLevel: permitted(rights, 'setLogLevel', 'everything'),
    cleanInstances: permitted(rights, 'cleanInstances', 'everything'),
    releaseLead: release !== true || duties === 'leads' ? release : notOurs,
  };
}

const revisionOf = (state: RegistryState, started: SharedSettings['environment']): string =>
  hash('sha1', JSON.stringify(settingsOf(state, started))).slice(0, 16);

/** Namespaces and services with a rule of their own, by name. */
function overridesIn(state: RegistryState): GuardOverride[] {
  const found: GuardOverride[] = [];
  for (const namespace of state.services.namespaces.values()) {
    const rule = ownGuard(state, guardKey.namespace(namespace));
    if (rule !== undefined) found.push({ namespace: namespace.name, ...rule });
  }
  for (const { service } of state.services.services()) {
    const rule = ownGuard(state, guardKey.service(service));
    if (rule !== undefined) found.push({ namespace: service.namespace, service: service.name, ...rule });
  }
  const nameOf = ({ namespace, service = '' }: GuardOverride) => `${namespace}/${service}`;
  return found.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
}

async function edit(
  context: ConsoleContext,
  parts: SettingsParts,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(editBody, request.body);
  if ('code' in read) return read;
  const given: Partial<SharedSettings> = Object.fromEntries(
    Object.entries(read.value).filter(([, value]) => value !== undefined),
  );
  const seen = {
    revision: wanted.revision,
    now: (state: RegistryState) => revisionOf(state, parts.started),
  };
  const command = changeSettings(given, parts.started, request.asker.actor);
  const outcome = await context.registry.run(ifUnchanged(command, idempotency, seen, 'settings'));
  return isDone(outcome)
    ? shown(context, parts, request)
    : refusedThing(outcome, viewOf(context, parts, request));
}

async function editGuard(
  context: ConsoleContext,
  parts: SettingsParts,
  request: ConsoleRequest,
  idempotency: Idempotency,
): Promise<Answer> {
  const read = readBody(guardBody, request.body);
  if ('code' in read) return read;
  const { namespace, service, rule } = read.value;
  const scope: GuardScope =
    namespace === undefined
      ? { kind: 'default' }
      : service === undefined
        ? { kind: 'namespace', namespace }
        : { kind: 'service', namespace, service };
  const command = rememberedAs(setGuard(scope, rule, request.asker.actor), idempotency, () => 'guard');
  const outcome = await context.registry.run(command);
  if (isDone(outcome)) return shown(context, parts, request);
  if (outcome.code === 'NotFoundResource') return notFound('There is no such namespace or service.');
  return refusedThing(outcome, viewOf(context, parts, request));
}
