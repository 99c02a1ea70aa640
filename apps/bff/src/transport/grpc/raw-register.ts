import { toBinary } from '@bufbuild/protobuf';
import { ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done } from '@cynosure/shared/outcome.ts';
import type { Registered } from '../../registry/commands/register-instance.ts';
import { F } from '../../registry/instance-codec.ts';
import { WireWriter } from '../../registry/wire.ts';
import type { ClientCall, ClientParts } from '../client/client-parts.ts';
import { isNamed, registered } from '../client/instance-calls.ts';
import { replyOf } from '../client/replies.ts';
import type { CallContext, UnaryHandler } from './carrier.ts';
import { joinField } from './join-field.ts';
import { unary } from './message-handlers.ts';
import { plainInstance } from './plain-instance.ts';

const RESPONSE_INSTANCE = 6;
const DONE = toBinary(ResponseSchema, replyOf(done(null)));

/**
 * RegisterInstance on bytes: what clients usually send is read, and a success is answered, without the library, which
 * cost more than all else of a registration. Everything else takes the ordinary path.
 */
export function rawRegister(parts: ClientParts, callOf: (context: CallContext) => ClientCall): UnaryHandler {
  const register = async (message: Parameters<typeof registered>[1], context: CallContext) => {
    const answer = await registered(parts, message, callOf(context));
    return isNamed(answer) ? replyBytes(answer) : answer;
  };
  const ordinary = unary(InstanceSchema, ResponseSchema, register);
  return {
    kind: 'unary',
    async answer(bytes, context) {
      const message = plainInstance(bytes);
      if (message === undefined) return ordinary.answer(bytes, context);
      const answer = await register(message, context);
      return answer instanceof Uint8Array ? answer : toBinary(ResponseSchema, answer);
    },
  };
}

const writer = new WireWriter();

function replyBytes({ id, service, namespace, host, port, vpcId }: Registered): Uint8Array {
  const out = writer.reset();
  out.stringValue(F.id, id).stringValue(F.service, service).stringValue(F.namespace, namespace);
  out.stringValue(F.host, host).uint32Value(F.port, port).stringValue(F.vpcId, vpcId);
  return joinField(DONE, RESPONSE_INSTANCE, out.takeShort());
}
