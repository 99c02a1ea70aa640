import { clone } from '@bufbuild/protobuf';
import type { Response } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { type Instance, InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { holderId } from '../../access/caller.ts';
import { withReason } from '../../access/gate.ts';
import { refsOfInstance, refsOfRegistration } from '../../access/refs.ts';
import { deregisterInstance } from '../../registry/commands/deregister-instance.ts';
import { type Registered, registerInstance } from '../../registry/commands/register-instance.ts';
import { parseBeat, parseDeregistration, parseRegistration } from '../parse/instance.ts';
import type { ClientCall, ClientParts } from './client-parts.ts';
import { replyOf } from './replies.ts';

/** RegisterInstance (contract/grpc-naming.md §3). The answer comes after the commit, for `async-regis` too (decision 13). */
export async function register(parts: ClientParts, message: Instance, call: ClientCall): Promise<Response> {
  const answer = await registered(parts, message, call);
  return isNamed(answer) ? replyOf(done(null), { instance: nameOf(answer) }) : answer;
}

/** The same; of a registration that was done what its reply names, so that the bytes of it can be made without one. */
export async function registered(
  { registry }: ClientParts,
  message: Instance,
  call: ClientCall,
): Promise<Registered | Response> {
  const registration = parseRegistration(message);
  if (registration.code !== 'ExecuteSuccess') return replyOf(registration, { instance: message });
  const caller = call.admit({
    token: message.serviceToken || undefined,
    about: refsOfRegistration(registry.state, registration.value),
  });
  if (caller.code !== 'ExecuteSuccess') return replyOf(withReason(caller), { instance: message });
  const owner = holderId(caller.value) || undefined;
  const command = registerInstance(registration.value, call.actor(caller.value), owner);
  const outcome = await registry.run(command);
  if (outcome.code === 'ExecuteSuccess') return outcome.value;
  // The name of an alias: no instance at all (§3.2).
  return outcome.code === 'BadRequest' ? replyOf(outcome) : replyOf(outcome, { instance: message });
}

export const isNamed = (answer: Registered | Response): answer is Registered => !('$typeName' in answer);

/** What the reply names, and nothing else (§3.2). */
const nameOf = ({ vpcId, ...named }: Registered) => ({ ...named, ...(vpcId === null ? {} : { vpcId }) });

/** DeregisterInstance (§4): what is not there is a success. */
export async function deregister(
  { registry }: ClientParts,
  message: Instance,
  call: ClientCall,
): Promise<Response> {
  const target = parseDeregistration(message);
  if (target.code !== 'ExecuteSuccess') return replyOf(target, { instance: message });
  const { id, byAddress } = target.value;
  const caller = call.admit({
    token: message.serviceToken || undefined,
    about: refsOfInstance(registry.state, id, message),
  });
  if (caller.code !== 'ExecuteSuccess') return replyOf(withReason(caller), { instance: message });
  const outcome = await registry.run(deregisterInstance(id, call.actor(caller.value)));
  const echo = byAddress ? clone(InstanceSchema, message) : message;
  echo.id = id;
  return replyOf(outcome, { instance: echo });
}

/** Heartbeat (§5). Never waits for a commit. */
export function heartbeat({ beats }: ClientParts, message: Instance): Response {
  const target = parseBeat(message);
  if (target.code !== 'ExecuteSuccess') return replyOf(target, { instance: message });
  const answer = beats.beat(target.value.id) === 'accepted' ? done(null) : refused('NotFoundResource');
  return replyOf(answer, { instance: message });
}
