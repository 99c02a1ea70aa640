import assert from 'node:assert/strict';
import { test } from 'node:test';
import { create, type MessageInitShape } from '@bufbuild/protobuf';
import { ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import { ServiceContractSchema } from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import {
  InstanceSchema,
  ServiceAliasSchema,
  ServiceSchema,
} from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { isDone, type Outcome } from '@cynosure/shared/outcome.ts';
import { messageFromJson } from '../proto-json.ts';
import { parseAliasDraft, parseAliasUpdate } from './alias.ts';
import { parseClientReport } from './client.ts';
import { parseContractQuestion, parseContractReport } from './contract.ts';
import { parseBeat, parseDeregistration, parseRegistration, parseUpdate } from './instance.ts';
import { parseServiceDraft, parseServiceUpdate } from './service.ts';

type InstanceInit = MessageInitShape<typeof InstanceSchema>;

const complete = { namespace: 'shop', service: 'pay', host: '10.0.0.1', port: 8080 };
/** SHA-1 of `shop##pay##10.0.0.1##8080`. */
const ID = '0f12241c07d31013a04f2633a97ef8f22d7c55b3';

function given<T>(outcome: Outcome<T>): T {
  assert.ok(isDone(outcome), `refused with ${outcome.code}`);
  return outcome.value;
}

const register = (init: InstanceInit) => parseRegistration(create(InstanceSchema, init));

test('a registration keeps apart what was not given and what was given and empty', () => {
  const bare = given(register(complete));
  assert.deepEqual(
    [bare.id, bare.vpcId, bare.version, bare.weight, bare.location, bare.isolate, bare.heartbeat],
    [undefined, null, null, null, null, null, null],
  );
  const full = given(
    register({
      ...complete,
      port: 0,
      version: '',
      weight: 0,
      isolate: false,
      healthCheck: { heartbeat: {} },
      location: { zone: 'z' },
    }),
  );
  assert.deepEqual(
    [full.port, full.version, full.weight, full.isolate, full.heartbeat, full.location],
    [0, '', 0, false, { ttlSeconds: 0 }, { zone: 'z' }],
  );
});

test('the first fault of a registration counts, in the order of the contract', () => {
  const labels = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
  // Each line has the fault of its code and all those that come later.
  const faults: [string, InstanceInit][] = [
    ['InvalidMetadata', { metadata: labels(65), service: 's'.repeat(129) }],
    ['InvalidServiceName', { service: 's'.repeat(129), namespace: 'n'.repeat(65) }],
    ['InvalidNamespaceName', { namespace: 'n'.repeat(65), host: 'h'.repeat(129) }],
    ['InvalidInstanceHost', { host: 'h'.repeat(129), protocol: 'p'.repeat(33) }],
    ['InvalidInstanceProtocol', { protocol: 'p'.repeat(33), version: 'v'.repeat(33) }],
    ['InvalidInstanceVersion', { version: 'v'.repeat(33), logicSet: 'l'.repeat(129) }],
    ['InvalidInstanceLogicSet', { logicSet: 'l'.repeat(129), metadata: { ['k'.repeat(129)]: '' } }],
    ['InvalidMetadata', { metadata: { k: 'v'.repeat(4097) }, port: 65_536 }],
    ['InvalidInstancePort', { port: 65_536, weight: 65_536 }],
    ['InvalidParameter', { weight: 65_536, service: 'a b' }],
    ['InvalidServiceName', { service: 'a b', namespace: 'a b' }],
    ['InvalidNamespaceName', { namespace: 'a b', host: '' }],
    ['InvalidInstanceHost', { host: '' }],
  ];
  for (const [code, init] of faults)
    assert.equal(register({ ...complete, ...init }).code, code, JSON.stringify(init).slice(0, 80));
  const { port: _, ...withoutPort } = complete;
  assert.equal(register(withoutPort).code, 'InvalidInstancePort');
  assert.equal(register({}).code, 'InvalidServiceName');
});

test('lengths count code points, and the limits themselves are allowed', () => {
  assert.equal(register({ ...complete, protocol: '😀'.repeat(32) }).code, 'ExecuteSuccess');
  assert.equal(register({ ...complete, protocol: '😀'.repeat(33) }).code, 'InvalidInstanceProtocol');
  assert.equal(
    register({ ...complete, service: 's'.repeat(128), namespace: 'n'.repeat(64) }).code,
    'ExecuteSuccess',
  );
  assert.equal(register({ ...complete, port: 65_535, weight: 65_535 }).code, 'ExecuteSuccess');
});

test('deregistering goes by id alone, or by a checked address from which the id follows', () => {
  const parse = (init: InstanceInit) => parseDeregistration(create(InstanceSchema, init));
  assert.deepEqual(given(parse({ id: 'x', service: 'a b' })), { id: 'x', byAddress: false });
  assert.deepEqual(given(parse(complete)), { id: ID, byAddress: true });
  assert.equal(parse({ ...complete, id: '' }).code, 'InvalidInstanceID');
  assert.equal(parse({ ...complete, host: 'h'.repeat(129) }).code, 'InvalidInstanceHost');
});

test('a beat looks at no lengths', () => {
  const parse = (init: InstanceInit) => parseBeat(create(InstanceSchema, init));
  assert.equal(parse({ ...complete, host: 'h'.repeat(129) }).code, 'ExecuteSuccess');
  assert.equal(parse({ ...complete, id: '' }).code, 'InvalidInstanceID');
  assert.equal(given(parse(complete)).id, ID);
  assert.equal(parse({ service: 'pay' }).code, 'InvalidNamespaceName');
});

test('an update gives only the members that stand in the body; an empty map of labels counts', () => {
  const update = (text: string) =>
    given(parseUpdate(given(messageFromJson(InstanceSchema, JSON.parse(text)))));
  assert.deepEqual(update('{"id": "x"}'), { id: 'x', byAddress: false, patch: {} });
  assert.deepEqual(update('{"id": "x", "weight": 0, "isolate": false, "metadata": {}}').patch, {
    weight: 0,
    isolate: false,
    labels: Object.create(null),
  });
  assert.deepEqual(update('{"id": "x", "health_check": {"heartbeat": {"ttl": 7}}}').patch, {
    heartbeat: { ttlSeconds: 7 },
  });
});

test('services and their updates are checked member by member', () => {
  const draft = (init: MessageInitShape<typeof ServiceSchema>) =>
    parseServiceDraft(create(ServiceSchema, { name: 'pay', namespace: 'shop', ...init }), 'me');
  assert.deepEqual(given(draft({ owners: 'you', exportTo: [{ value: '*' }] })).owners, 'me');
  assert.equal(draft({ name: '' }).code, 'InvalidServiceName');
  assert.equal(draft({ namespace: 'n'.repeat(65) }).code, 'InvalidNamespaceName');
  assert.equal(draft({ comment: 'c'.repeat(1025) }).code, 'InvalidServiceComment');
  assert.equal(draft({ cmdbMod3: 'c'.repeat(1025) }).code, 'InvalidServiceCMDB');
  assert.equal(draft({ platformId: 'c'.repeat(33) }).code, 'InvalidPlatformID');
  const update = given(
    parseServiceUpdate(create(ServiceSchema, { name: 'pay', namespace: 'shop', comment: '' })),
  );
  assert.deepEqual(update, {
    name: { namespace: 'shop', service: 'pay' },
    patch: { comment: '', exportTo: [] },
  });
});

test('an alias names its source first, then itself; update has a code of its own for its namespace', () => {
  const init = { service: 'pay', namespace: 'shop', alias: 'pay-a', aliasNamespace: 'shop' };
  const message = (change: object) => create(ServiceAliasSchema, { ...init, ...change });
  assert.equal(given(parseAliasDraft(message({}), 'me')).name, 'pay-a');
  assert.equal(parseAliasDraft(message({ service: '' }), 'me').code, 'InvalidServiceName');
  assert.equal(parseAliasDraft(message({ aliasNamespace: '' }), 'me').code, 'InvalidNamespaceName');
  assert.equal(parseAliasUpdate(message({ aliasNamespace: '' })).code, 'InvalidNamespaceWithAlias');
  assert.equal(parseAliasDraft(message({ alias: 'a b' }), 'me').code, 'InvalidServiceAlias');
  assert.equal(
    parseAliasDraft(message({ comment: 'c'.repeat(1025) }), 'me').code,
    'InvalidServiceAliasComment',
  );
});

test('a client without id reports nothing that is kept, one with too much to say nothing at all', () => {
  type Init = MessageInitShape<typeof ClientSchema>;
  const report = (init: Init) => parseClientReport(create(ClientSchema, init));
  assert.equal(given(report({ host: 'h' })), null);
  assert.deepEqual(given(report({ id: 'c', type: 9 as 1, stat: [{ target: 'prometheus' }] })), {
    id: 'c',
    host: '',
    type: 'UNKNOWN',
    version: '',
    location: null,
    stats: [{ target: 'prometheus', port: 0, protocol: '', path: '' }],
  });
  const long = (length: number) => 'x'.repeat(length);
  const stats = (count: number) => Array.from({ length: count }, () => ({ path: '/' }));
  const limits: readonly (readonly [atLimit: Init, beyond: Init])[] = [
    [{ id: long(4096) }, { id: long(4097) }],
    [{ host: long(4096) }, { host: long(4097) }],
    [{ version: long(4096) }, { version: long(4097) }],
    [{ location: { zone: long(4096) } }, { location: { zone: long(4097) } }],
    [{ stat: [{ path: long(4096) }] }, { stat: [{ path: long(4097) }] }],
    [{ stat: stats(100) }, { stat: stats(101) }],
  ];
  for (const [atLimit, beyond] of limits) {
    assert.equal(report({ id: 'c', ...atLimit }).code, 'ExecuteSuccess');
    assert.equal(report({ id: 'c', ...beyond }).code, 'InvalidParameter');
  }
});

test('contracts: a report needs paths, a question needs name, namespace and protocol', () => {
  const contract = (init: MessageInitShape<typeof ServiceContractSchema>) =>
    create(ServiceContractSchema, init);
  assert.deepEqual(parseContractReport(contract({ name: 'a', interfaces: [{ method: 'GET' }] })), {
    code: 'BadRequest',
    info: 'bad request: invalid service_contract interface path',
  });
  assert.equal(given(parseContractReport(contract({ name: 'a' }))).type, 'a');
  assert.equal(parseContractQuestion(contract({})).code, 'InvalidParameter');
  assert.equal(parseContractQuestion(contract({ name: 'a' })).code, 'InvalidNamespaceName');
  assert.equal(parseContractQuestion(contract({ name: 'a', namespace: 'n' })).code, 'InvalidParameter');
  assert.equal(
    parseContractQuestion(contract({ name: 'a', namespace: 'n', protocol: 'p' })).code,
    'ExecuteSuccess',
  );
});
