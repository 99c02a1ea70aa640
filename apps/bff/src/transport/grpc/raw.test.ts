import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf';
import {
  HeartbeatsRequestSchema,
  HeartbeatsResponseSchema,
} from '@cynosure/proto/v1/service_manage/heartbeat_pb.ts';
import {
  DiscoverRequest_DiscoverRequestType as Asked,
  DiscoverRequestSchema,
} from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { DiscoverResponseSchema, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { done } from '@cynosure/shared/outcome.ts';
import fc from 'fast-check';
import { anonymous } from '../../access/caller.ts';
import { registerInstance } from '../../registry/commands/register-instance.ts';
import { aClient, aRegistration, openRegistry } from '../../testing/testing-registry.ts';
import type { Beats, ClientParts } from '../client/client-parts.ts';
import { type DiscoverGuard, discover } from '../client/discover-call.ts';
import { heartbeat, register } from '../client/instance-calls.ts';
import { type Answer, type CallContext, type CallFailure, isFailure, joined } from './carrier.ts';
import { FieldScan } from './field-scan.ts';
import { decode, stream, unary } from './message-handlers.ts';
import { plainInstance } from './plain-instance.ts';
import { hitOf } from './raw-discover.ts';
import { rawBatchHeartbeat, rawHeartbeat } from './raw-heartbeat.ts';
import { rawRegister } from './raw-register.ts';

const noContext: CallContext = { peer: '', callId: 0, metadata: () => undefined, onClosed: () => {} };

/** Notes what was beaten; ids that begin with `x` are unknown. */
function noted(): Beats & { readonly ids: string[] } {
  const ids: string[] = [];
  const beat = (id: string) => {
    ids.push(id);
    return id.startsWith('x') ? ('unknown' as const) : ('accepted' as const);
  };
  return {
    ids,
    beat,
    beatBytes: (id) => beat(Buffer.from(id).toString()),
    beatAll(bytes, spans, count) {
      for (let at = 0; at < count * 2; at += 2)
        beat(Buffer.from(bytes.subarray(spans[at], spans[at + 1])).toString());
    },
    lastBeat: () => ({ seconds: 0, exists: false }),
    forget: () => {},
  };
}

const word = fc.oneof(
  fc.string({ maxLength: 12, unit: 'grapheme' }),
  fc.constantFrom('pay', 'x1', '10.0.0.1'),
);
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined, freq: 2 });

const anInstance = fc
  .record({
    id: maybe(word),
    service: maybe(word),
    namespace: maybe(word),
    host: maybe(word),
    port: maybe(fc.nat()),
    version: maybe(word),
    metadata: fc.dictionary(word, word, { maxKeys: 1 }),
  })
  .map((given) => Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)))
  .map((given) => toBinary(InstanceSchema, create(InstanceSchema, given)));

/** What an SDK sends: the address of an instance and nothing else. */
const anAddress = fc
  .record({
    service: fc.constantFrom('pay', 'a b'),
    namespace: fc.constantFrom('shop', ''),
    host: fc.constantFrom('10.0.0.1', ''),
    port: fc.constantFrom(0, 80, 300, 4_294_967_295),
    vpcId: fc.constantFrom('', 'vpc'),
    serviceToken: word,
  })
  .map((given) => toBinary(InstanceSchema, create(InstanceSchema, given)));

/** Well-formed bytes, and the same with a few of them overwritten, cut off or added. */
const damaged = (valid: fc.Arbitrary<Uint8Array>) =>
  fc
    .tuple(
      valid,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { maxLength: 3 }),
      fc.nat(3),
      fc.uint8Array({ maxLength: 2 }),
    )
    .map(([bytes, flips, cut, more]) => {
      const copy = Buffer.concat([bytes.subarray(0, Math.max(0, bytes.length - cut)), more]);
      for (const [at, value] of flips) if (copy.length > 0) copy[at % copy.length] = value;
      return copy;
    });

const settings = { numRuns: 3_000 };

const openToAll: DiscoverGuard = { isOpen: true, admit: () => done(anonymous), maySee: () => true };

test('a heartbeat answered from its bytes is answered as if it had been decoded', () => {
  const raw = noted();
  const plain = noted();
  // The calls of heartbeats use nothing but the beats.
  const parts = { beats: plain } as unknown as ClientParts;
  const handleOf = (beats: ClientParts) =>
    unary(InstanceSchema, ResponseSchema, (message) => heartbeat(beats, message));
  const fast = rawHeartbeat(raw, handleOf({ beats: raw } as unknown as ClientParts));
  const slow = handleOf(parts);
  fc.assert(
    fc.property(fc.oneof(anInstance, anAddress, damaged(anInstance), damaged(anAddress)), (bytes) => {
      const [one, other] = [fast, slow].map((handler) => handler.answer(bytes, noContext) as Answer);
      assert.ok(one !== undefined && other !== undefined);
      assert.deepEqual(raw.ids.splice(0), plain.ids.splice(0));
      assert.equal(isFailure(one), isFailure(other));
      if (isFailure(one) || isFailure(other)) return;
      const decoded = (answer: Exclude<Answer, CallFailure>) =>
        fromBinary(ResponseSchema, joined(answer), { readUnknownFields: false });
      assert.deepEqual(decoded(one), decoded(other));
    }),
    settings,
  );
});

const text = fc.oneof({ weight: 50, arbitrary: fc.string({ maxLength: 12 }) }, word);

/** A registration with all its members, as SDKs send it, some of them now and then not in ASCII. */
const aRegistering = fc
  .record(
    {
      id: text,
      service: text,
      namespace: text,
      vpcId: text,
      host: fc.constantFrom('10.0.0.1', ''),
      port: fc.nat(70_000),
      protocol: text,
      version: text,
      priority: fc.nat(),
      weight: fc.nat(300),
      enableHealthCheck: fc.boolean(),
      healthCheck: fc.record(
        { type: fc.nat(2), heartbeat: fc.record({ ttl: fc.nat(300) }, { requiredKeys: [] }) },
        { requiredKeys: [] },
      ),
      healthy: fc.boolean(),
      isolate: fc.boolean(),
      location: fc.record({ region: text, zone: text, campus: text }, { requiredKeys: [] }),
      metadata: fc.dictionary(fc.oneof(text, fc.constantFrom('7', 'constructor')), text, { maxKeys: 4 }),
      logicSet: text,
      revision: text,
      serviceToken: text,
    },
    { requiredKeys: [] },
  )
  .map((given) =>
    toBinary(InstanceSchema, create(InstanceSchema, given as MessageInitShape<typeof InstanceSchema>)),
  );

test('an instance that is read without the library is read as the library reads it', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.oneof(aRegistering, anAddress, damaged(aRegistering)), (bytes) => {
      const plain = plainInstance(bytes);
      if (plain === undefined) return;
      read += 1;
      const message = decode(InstanceSchema, bytes);
      assert.ok(message !== undefined, 'read bytes that are no instance');
      assert.deepStrictEqual({ ...plain }, { ...message });
    }),
    settings,
  );
  assert.ok(read > settings.numRuns / 4, `only ${read} instances were read`);
  const repeated = create(InstanceSchema, { service: 'pay', metadata: { env: 'prod' } });
  const bytes = toBinary(InstanceSchema, repeated);
  assert.deepEqual(plainInstance(bytes), repeated);
  assert.equal(plainInstance(Buffer.concat([bytes, bytes])), undefined, 'a member that comes twice');
});

test('a registration is answered as its reply would be encoded by the library', async () => {
  const registry = await openRegistry();
  const gate = { admit: () => done(anonymous), actor: () => aClient };
  // The calls of registrations use nothing but the registry.
  const parts = { registry } as unknown as ClientParts;
  const { answer } = rawRegister(parts, () => gate);
  const place = { namespace: 'shop', service: 'pay', host: '10.0.0.1', port: 8080 };
  for (const [asked, code] of [
    [place, 200000],
    [{ ...place, port: 0, vpcId: '', id: 'i-1' }, 200000],
    [{ ...place, vpcId: 'vpc', metadata: { größe: 'ä' } }, 200000],
    [{ ...place, service: 'a b' }, 400120],
  ] as const) {
    const message = create(InstanceSchema, asked);
    const bytes = await answer(toBinary(InstanceSchema, message), noContext);
    assert.ok(bytes instanceof Uint8Array);
    assert.deepEqual(
      Buffer.from(bytes),
      Buffer.from(toBinary(ResponseSchema, await register(parts, message, gate))),
    );
    assert.equal(fromBinary(ResponseSchema, bytes).code, code);
  }
});

const aBatch = fc
  .array(
    fc.oneof(
      fc.record({ instanceId: word }),
      fc.record({ instanceId: fc.string({ minLength: 110, maxLength: 140 }) }),
      fc.record({ instanceId: word, host: word, port: fc.oneof(fc.nat(0xffff), fc.nat()) }),
      fc.record({ instanceId: word, service: word, namespace: word, host: word, port: fc.nat(0xffff) }),
    ),
    { maxLength: 4 },
  )
  .map((heartbeats) => toBinary(HeartbeatsRequestSchema, create(HeartbeatsRequestSchema, { heartbeats })));

test('a batch of heartbeats counts the same ids from its bytes as decoded', () => {
  const raw = noted();
  const plain = noted();
  const handlerOf = (beats: Beats) =>
    stream(HeartbeatsRequestSchema, HeartbeatsResponseSchema, () => ({ heartbeats }) => {
      for (const { instanceId } of heartbeats) if (instanceId !== '') beats.beat(instanceId);
      return create(HeartbeatsResponseSchema);
    });
  const fast = rawBatchHeartbeat(raw, handlerOf(raw)).open(noContext);
  const slow = handlerOf(plain).open(noContext);
  fc.assert(
    fc.property(aBatch, (bytes) => {
      assert.deepEqual([fast.answer(bytes), raw.ids.splice(0)], [slow.answer(bytes), plain.ids.splice(0)]);
    }),
    settings,
  );
});

test('"no change" answered from bytes is what the decoded question is answered with', async () => {
  const registry = await openRegistry();
  await registry.run(registerInstance(aRegistration(), aClient));
  const revision = registry.discovery.find('default', 'pay')?.revision ?? '';
  const aQuestion = fc
    .record({
      type: fc.constantFrom(Asked.INSTANCE, Asked.INSTANCE, Asked.ROUTING),
      service: fc.record({
        namespace: fc.constantFrom('default', ''),
        name: fc.constantFrom('pay', 'nobody'),
        revision: fc.constantFrom(revision, 'old'),
      }),
    })
    .map((given) => toBinary(DiscoverRequestSchema, create(DiscoverRequestSchema, given)));
  let hits = 0;
  fc.assert(
    fc.property(fc.oneof(aQuestion, damaged(aQuestion)), (bytes) => {
      const hit = hitOf(registry.discovery, bytes);
      if (hit === undefined) return;
      hits += 1;
      const question = decode(DiscoverRequestSchema, bytes);
      assert.ok(question, 'answered bytes that are no question');
      const { head } = discover(registry, question, openToAll);
      assert.deepEqual(fromBinary(DiscoverResponseSchema, hit.reply), head);
    }),
    settings,
  );
  assert.ok(hits > 100, `only ${hits} questions were answered from their bytes`);
});

test('a scan of any bytes ends, within them', () => {
  const scan = new FieldScan();
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) => {
      scan.on(bytes);
      let fields = 0;
      while (scan.next()) {
        fields += 1;
        assert.ok(scan.from === -1 || (scan.from <= scan.to && scan.to <= bytes.length));
      }
      assert.ok(fields <= bytes.length);
    }),
    settings,
  );
});
