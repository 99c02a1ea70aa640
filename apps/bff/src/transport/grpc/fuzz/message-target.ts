import { create, type DescMessage, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import { ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import { HeartbeatsRequestSchema } from '@cynosure/proto/v1/service_manage/heartbeat_pb.ts';
import { DiscoverRequestSchema } from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { Gate } from '../../../access/gate.ts';
import { Checker } from '../../../checker/checker.ts';
import { ClientWatch } from '../../../checker/client-watch.ts';
import { Uptake } from '../../../registry/uptake.ts';
import { MemoryStore } from '../../../store/memory/memory-store.ts';
import { FakeClock } from '../../../testing/fake-clock.ts';
import { openRegistry } from '../../../testing/testing-registry.ts';
import type { Answer, CallContext } from '../carrier.ts';
import { namingHandlers } from '../handlers.ts';
import type { Target } from './target.ts';

const MAX_INSTANCES = 1_024;
const context: CallContext = { peer: '10.0.0.1:1', callId: 1, metadata: () => undefined, onClosed: () => {} };

const bytesOf = <D extends DescMessage>(schema: D, init: MessageInitShape<D>): Buffer =>
  Buffer.from(toBinary(schema, create(schema, init)));

const place = { namespace: 'shop', service: 'pay', host: '10.0.0.1', port: 8080 };
const CORPUS = [
  bytesOf(InstanceSchema, place),
  bytesOf(InstanceSchema, {
    ...place,
    metadata: { a: 'b', __proto__x: 'c' },
    healthCheck: { heartbeat: { ttl: 5 } },
    location: { region: 'r', zone: 'z', campus: 'c' },
  }),
  bytesOf(InstanceSchema, { id: '1234567890' }),
  bytesOf(HeartbeatsRequestSchema, {
    heartbeats: [{ instanceId: 'a' }, { instanceId: 'b', host: 'h', port: 1 }],
  }),
  bytesOf(DiscoverRequestSchema, { type: 1, service: { namespace: 'shop', name: 'pay', revision: 'r' } }),
  bytesOf(ClientSchema, { id: 'c', host: '10.0.0.1', version: 'v' }),
];

/** Messages for every handler of the naming door, before a registry that is allowed to take what is proper. */
export async function messageTarget(): Promise<Target> {
  const registry = await openRegistry(new MemoryStore(), new FakeClock(), MAX_INSTANCES);
  const handlers = Object.entries(
    namingHandlers({
      registry,
      beats: new Checker(registry),
      uptake: new Uptake(registry),
      gate: new Gate({ registry, key: new Uint8Array(32) }),
      clients: new ClientWatch(registry),
    }),
  );
  let pending: Promise<Answer>[] = [];
  return {
    name: 'message',
    corpus: CORPUS,
    run(input, random) {
      const [, handler] = random.pick(handlers);
      const answer =
        handler.kind === 'unary' ? handler.answer(input, context) : handler.open(context).answer(input);
      if (answer instanceof Promise) pending.push(answer);
    },
    async settle() {
      await Promise.all(pending);
      pending = [];
    },
  };
}
