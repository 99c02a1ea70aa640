import assert from 'node:assert/strict';
import { hash } from 'node:crypto';
import { test } from 'node:test';
import { create, equals, fromBinary } from '@bufbuild/protobuf';
import { DiscoverResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import {
  HealthCheck_HealthCheckType,
  type Instance as InstanceMessage,
  InstanceSchema,
} from '@cynosure/proto/v1/service_manage/service_pb.ts';
import fc from 'fast-check';
import { someFacts, someState } from '../../testing/facts-arbitrary.ts';
import type { InstanceRow } from '../changes.ts';
import { encodeNames } from '../instance-answer.ts';
import { encodeFacts, injectedLabels, timeText } from '../instance-codec.ts';
import type { InstanceFacts, InstanceState, ServiceName } from '../model.ts';
import { WireWriter } from '../wire.ts';
import { InstanceTable } from './instance-table.ts';

const INSTANCES_FIELD = 5;
const SLOTS = 4;
const SERVICES: readonly ServiceName[] = [
  { namespace: 'default', service: 'pay' },
  { namespace: 'größer', service: 'cart' },
];

interface Seen {
  readonly facts: InstanceFacts;
  readonly state: InstanceState;
  readonly healthy: boolean;
  readonly isolated: boolean;
}

const rowOf = (slot: number, service: number, { facts, state }: Seen): InstanceRow => ({
  slot,
  id: facts.id,
  service,
  ...encodeFacts(facts),
  state,
  bornAt: 1,
});

const effective = ({ state, healthy, isolated }: Seen): string => {
  if (state.healthy === healthy && state.isolateFlag === isolated) return state.revision;
  return hash('sha1', `${state.revision}${Number(healthy)}${Number(isolated)}`).slice(0, 32);
};

/** The message that a client must get, put together member by member. */
function messageOf(seen: Seen): InstanceMessage {
  const { facts, state, healthy, isolated } = seen;
  const { check } = facts;
  const healthCheck = (ttl: number) => ({
    enableHealthCheck: true,
    healthCheck: { type: HealthCheck_HealthCheckType.HEARTBEAT, heartbeat: { ttl } },
  });
  const silent = state.silentSince === null ? {} : { 'internal-lastheartbeat': `${state.silentSince}` };
  return create(InstanceSchema, {
    id: facts.id,
    service: facts.service,
    namespace: facts.namespace,
    host: facts.host,
    port: facts.port,
    weight: facts.weight,
    healthy,
    isolate: isolated,
    ctime: timeText(facts.ctime),
    mtime: timeText(state.mtime),
    revision: effective(seen),
    metadata: { ...facts.labels, ...injectedLabels(facts), ...silent },
    ...(facts.vpcId === null ? {} : { vpcId: facts.vpcId }),
    ...(facts.protocol === null ? {} : { protocol: facts.protocol }),
    ...(facts.version === null ? {} : { version: facts.version }),
    ...(facts.priority === null ? {} : { priority: facts.priority }),
    ...(facts.logicSet === null ? {} : { logicSet: facts.logicSet }),
    ...(facts.location === null ? {} : { location: facts.location }),
    ...(check === 'none'
      ? {}
      : check === 'off'
        ? { enableHealthCheck: false }
        : healthCheck(check.ttlSeconds)),
  });
}

const seen = fc.record({ facts: someFacts, state: someState, healthy: fc.boolean(), isolated: fc.boolean() });
const step = fc.record({ slot: fc.nat(SLOTS - 1), service: fc.nat(1), what: seen, leaves: fc.boolean() });

test('rows that come, change and go are read, and sent, as what was put in last', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const table = new InstanceTable(SLOTS, (key) => SERVICES[key] ?? SERVICES[0] ?? assert.fail());
      const model = new Map<number, Seen>();
      for (const { slot, service, what, leaves } of steps) {
        if (leaves && model.delete(slot)) table.vacate(slot);
        const taken = [...model].some(([other, { facts }]) => other !== slot && facts.id === what.facts.id);
        if (leaves || taken) continue;
        // What a slot holds is another instance only after it was empty.
        const id = model.get(slot)?.facts.id ?? what.facts.id;
        const one = { ...what, facts: { ...what.facts, id, ...SERVICES[service] } };
        table.place(rowOf(slot, service, one));
        table.setEffective(slot, one.healthy, one.isolated);
        model.set(slot, one);
      }
      assert.equal(table.size, model.size);
      for (const [slot, one] of model) compare(table, slot, one);
    }),
    { numRuns: 200 },
  );
});

function compare(table: InstanceTable, slot: number, one: Seen): void {
  const { slot: at, isolated, effectiveRevision, ...read } = table.read(slot);
  assert.deepEqual([at, isolated, effectiveRevision], [slot, one.isolated, effective(one)]);
  assert.deepEqual(read, { ...one.facts, ...one.state, healthy: one.healthy });
  assert.equal(table.slotOf(one.facts.id), slot);
  assert.equal(table.slotOfBytes(Buffer.from(one.facts.id)), slot);
  for (const [key, value] of Object.entries(one.facts.labels)) {
    assert.equal(table.labelOf(slot, Buffer.from(key)), value);
    assert.equal(table.hasLabel(slot, Buffer.from(key), Buffer.from(value)), true);
  }
  const out = new WireWriter();
  table.writeTo(out, INSTANCES_FIELD, slot, encodeNames(one.facts));
  const [message, ...others] = fromBinary(DiscoverResponseSchema, out.take()).instances;
  assert.ok(message);
  assert.equal(others.length, 0);
  assert.deepEqual(message, messageOf(one));
  assert.ok(equals(InstanceSchema, message, messageOf(one)));
}
