import { hash } from 'node:crypto';
import type { SdkAccess as SdkAccessView } from '@cynosure/shared/console/access.ts';
import { isDone } from '@cynosure/shared/outcome.ts';
import { setSdkAccess } from '../../access/commands/sdk-access.ts';
import { type SdkAccess, sdkAccess } from '../../access/sdk-access.ts';
import type { RegistryState } from '../../registry/state.ts';
import { lacking } from '../read/may.ts';
import { type Answer, type ConsoleRequest, type ConsoleRoute, ok, revisionWanted } from '../route.ts';
import { readBody } from '../write/isolation-bodies.ts';
import { ifUnchanged, writing } from '../write/named-thing.ts';
import type { Idempotency } from '../write/once-only.ts';
import { sdkBody } from './bodies.ts';
import { type AccessContext, refusedWrite } from './parts.ts';

/** Where SDKs need tokens: open by default, closed for all or namespace by namespace. */
export const sdkRoutes = (of: AccessContext): ConsoleRoute[] => [
  { method: 'get', path: '/access/sdk', needs: 'DescribeSettings', handle: (request) => shown(of, request) },
  writing(
    of.once,
    { method: 'put', path: '/access/sdk', needs: 'UpdateSettings' },
    (request, idempotency) => write(of, request, idempotency),
    (request) => shown(of, request),
  ),
];

const revisionOf = (access: SdkAccess): string => hash('sha1', JSON.stringify(access)).slice(0, 16);

function shown(of: AccessContext, request: ConsoleRequest): Answer {
  const view = viewOf(of, request);
  return ok(view, { etag: view.revision });
}

function viewOf({ context: { state }, admin }: AccessContext, { asker }: ConsoleRequest): SdkAccessView {
  const access = sdkAccess(state);
  return {
    clientOpen: access.clientOpen,
    closedNamespaces: [...access.closedNamespaces],
    isLoopback: admin.isLoopback,
    revision: revisionOf(access),
    may: {
      edit: asker.rights.may('UpdateSettings', 'everything') ? true : lacking('ownersOnly'),
    },
  };
}

async function write(of: AccessContext, request: ConsoleRequest, idempotency: Idempotency): Promise<Answer> {
  const wanted = revisionWanted(request);
  if ('code' in wanted) return wanted;
  const read = readBody(sdkBody, request.body);
  if ('code' in read) return read;
  const { clientOpen, closedNamespaces } = read.value;
  const given = {
    ...(clientOpen === undefined ? {} : { clientOpen }),
    ...(closedNamespaces === undefined ? {} : { closedNamespaces }),
  };
  const seen = {
    revision: wanted.revision,
    now: (state: RegistryState) => revisionOf(sdkAccess(state)),
  };
  const command = ifUnchanged(setSdkAccess(given, request.asker.actor), idempotency, seen, 'sdk');
  const written = await of.context.registry.run(command);
  return isDone(written) ? shown(of, request) : refusedWrite(written, viewOf(of, request));
}
