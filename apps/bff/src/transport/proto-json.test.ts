import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { create, createRegistry, fromBinary, toBinary } from '@bufbuild/protobuf';
import { anyPack } from '@bufbuild/protobuf/wkt';
import { file_v1_config_manage_config_file } from '@cynosure/proto/v1/config_manage/config_file_pb.ts';
import { file_v1_config_manage_config_file_response } from '@cynosure/proto/v1/config_manage/config_file_response_pb.ts';
import { ClientSchema } from '@cynosure/proto/v1/service_manage/client_pb.ts';
import { ServiceContractSchema } from '@cynosure/proto/v1/service_manage/contract_pb.ts';
import { BatchQueryResponseSchema, ResponseSchema } from '@cynosure/proto/v1/service_manage/response_pb.ts';
import { InstanceSchema, ServiceSchema } from '@cynosure/proto/v1/service_manage/service_pb.ts';
import { AmountSchema } from '@cynosure/proto/v1/traffic_manage/ratelimit_pb.ts';
import { RouteRuleSchema, RuleRoutingConfigSchema } from '@cynosure/proto/v1/traffic_manage/routing_pb.ts';
import { isDone, type Outcome } from '@cynosure/shared/outcome.ts';
import { messageOfTypeUrl } from './proto-json/any-types.ts';
import { jsonOf, messageFromJson } from './proto-json.ts';

const shapesFile = join(import.meta.dirname, '../../../../conformance/kit/shapes.json');

function given<T>(outcome: Outcome<T>): T {
  assert.ok(isDone(outcome), `refused with ${outcome.code}`);
  return outcome.value;
}

test('an empty message shows every member of the reference, in its order, with its empty value', () => {
  const shapes: Record<string, object> = JSON.parse(readFileSync(shapesFile, 'utf8'));
  const config = createRegistry(
    file_v1_config_manage_config_file,
    file_v1_config_manage_config_file_response,
  );
  for (const [name, shape] of Object.entries(shapes)) {
    const desc = messageOfTypeUrl(`v1.${name}`) ?? config.getMessage(`v1.${name}`);
    assert.ok(desc, `no message ${name}`);
    assert.equal(jsonOf(desc, create(desc)), JSON.stringify(shape), name);
  }
});

test('wrappers that are set are bare values, also when they are empty', () => {
  const instance = create(InstanceSchema, { id: '', port: 0, healthy: false, weight: 7, healthCheck: {} });
  const json = JSON.parse(jsonOf(InstanceSchema, instance));
  assert.deepEqual(
    [json.id, json.port, json.healthy, json.weight, json.isolate, json.healthCheck],
    ['', 0, false, 7, null, { type: 'UNKNOWN', heartbeat: null }],
  );
});

test('64-bit numbers are quoted, enums go by name, lists of wrappers are lists of bare values', () => {
  const release = messageFromJson(messageOfTypeUrl('v1.ClientLabel')!, {
    key: 'a',
    value: { type: 'IN', value: 'b' },
  });
  assert.equal(
    jsonOf(messageOfTypeUrl('v1.ClientLabel')!, given(release)),
    '{"key":"a","value":{"type":"IN","value":"b","value_type":"TEXT"}}',
  );
  const file = createRegistry(file_v1_config_manage_config_file).getMessage('v1.ConfigFile')!;
  assert.equal(
    JSON.parse(jsonOf(file, given(messageFromJson(file, { id: '18446744073709551615' })))).id,
    '18446744073709551615',
  );
  const service = create(ServiceSchema, { exportTo: [{ value: 'a' }, { value: '*' }] });
  assert.deepEqual(JSON.parse(jsonOf(ServiceSchema, service)).export_to, ['a', '*']);
  const client = create(ClientSchema, { type: 99 as 1 });
  assert.equal(JSON.parse(jsonOf(ClientSchema, client)).type, 99);
});

test('text is escaped as JSON asks for', () => {
  const name = 'a"b\\c\n\u0001\u2028é😀';
  assert.equal(JSON.parse(jsonOf(ServiceSchema, create(ServiceSchema, { name }))).name, name);
});

test('an Any shows its type and the members of its message inline', () => {
  const contract = create(ServiceContractSchema, { name: 'pay', content: '{}' });
  const reply = create(ResponseSchema, { code: 200000, data: anyPack(ServiceContractSchema, contract) });
  const { data } = JSON.parse(jsonOf(ResponseSchema, reply));
  assert.equal(data['@type'], 'type.googleapis.com/v1.ServiceContract');
  assert.equal(data.name, 'pay');
  assert.deepEqual(data.interfaces, []);
});

test('an Any is read back from what was written, and refused when its type is unknown', () => {
  const config = { '@type': 'type.googleapis.com/v1.RuleRoutingConfig', rules: [{ name: 'one' }] };
  const rule = given(messageFromJson(RouteRuleSchema, { name: 'r', routing_config: config }));
  assert.equal(fromBinary(RuleRoutingConfigSchema, rule.routingConfig!.value).rules[0]?.name, 'one');
  assert.equal(JSON.parse(jsonOf(RouteRuleSchema, rule)).routing_config.rules[0].name, 'one');
  for (const bad of [{ '@type': 'type.googleapis.com/v1.NoSuchThing' }, {}, 'x', { '@type': 3 }]) {
    assert.equal(messageFromJson(RouteRuleSchema, { routing_config: bad }).code, 'ParseException');
  }
});

test('durations are texts such as 3s', () => {
  for (const text of ['1s', '0s', '-2s', '1.500s', '0.000001s', '-0.250s', '3.123456789s']) {
    const amount = given(messageFromJson(AmountSchema, { validDuration: text }));
    assert.equal(JSON.parse(jsonOf(AmountSchema, amount)).validDuration, text);
  }
  assert.equal(messageFromJson(AmountSchema, { validDuration: '3' }).code, 'ParseException');
  assert.equal(messageFromJson(AmountSchema, { validDuration: 3 }).code, 'ParseException');
});

test('members go by JSON name or by proto name, null is unset, unknown members are passed over', () => {
  for (const name of ['enable_health_check', 'enableHealthCheck']) {
    assert.equal(given(messageFromJson(InstanceSchema, { [name]: true })).enableHealthCheck, true);
  }
  const read = given(
    messageFromJson(InstanceSchema, {
      id: null,
      metadata: null,
      foo: { bar: [1] },
      sync_to_global_registry: true,
    }),
  );
  assert.deepEqual(read, create(InstanceSchema));
});

test('whole numbers may be quoted; anything else of another type is refused with the place', () => {
  assert.equal(given(messageFromJson(InstanceSchema, { port: '8080' })).port, 8080);
  assert.equal(given(messageFromJson(InstanceSchema, { priority: 4294967295 })).priority, 4294967295);
  for (const port of [-1, 1.5, 'http', '', '1.5', true, 4294967296, {}, [], '0x10', ' 1']) {
    const outcome = messageFromJson(InstanceSchema, { port });
    assert.deepEqual(outcome, {
      code: 'ParseException',
      info: 'request decode failed: port must be a whole number from 0 to 4294967295',
    });
  }
  const places: [unknown, string][] = [
    [{ name: 7 }, 'name must be a text'],
    [{ metadata: { a: 1 } }, 'metadata.a must be a text'],
    [{ metadata: [] }, 'metadata must be an object'],
    [{ export_to: 'x' }, 'export_to must be a list'],
    [{ export_to: ['x', null] }, 'export_to[1] must be a text'],
    [{ editable: 'true' }, 'editable must be true or false'],
    [[], 'the body must be an object'],
    ['x', 'the body must be an object'],
  ];
  for (const [value, detail] of places) {
    assert.deepEqual(messageFromJson(ServiceSchema, value), {
      code: 'ParseException',
      info: `request decode failed: ${detail}`,
    });
  }
});

test('enums go by name or by number; a name that nobody knows is refused', () => {
  assert.equal(given(messageFromJson(ClientSchema, { type: 'AGENT' })).type, 2);
  assert.equal(given(messageFromJson(ClientSchema, { type: 1 })).type, 1);
  assert.equal(messageFromJson(ClientSchema, { type: 'BOT' }).code, 'ParseException');
  assert.equal(messageFromJson(ClientSchema, { type: 1.5 }).code, 'ParseException');
});

test('a 64-bit number that lost digits before it could be looked at is refused', () => {
  const file = createRegistry(file_v1_config_manage_config_file).getMessage('v1.ConfigFile')!;
  assert.equal(messageFromJson(file, JSON.parse('{"id": 9007199254740993}')).code, 'ParseException');
  assert.equal(messageFromJson(file, JSON.parse('{"id": "18446744073709551616"}')).code, 'ParseException');
  assert.equal(messageFromJson(file, JSON.parse('{"id": 17}')).code, 'ExecuteSuccess');
});

test('a label named __proto__ is a label like any other, through JSON and bytes', () => {
  const text = '{"metadata": {"__proto__": "x", "constructor": "y"}, "__proto__": {"id": "evil"}}';
  const read = given(messageFromJson(InstanceSchema, JSON.parse(text)));
  assert.equal(read.id, undefined);
  const back = fromBinary(InstanceSchema, toBinary(InstanceSchema, read));
  for (const message of [read, back]) {
    assert.match(jsonOf(InstanceSchema, message), /"metadata":\{"__proto__":"x","constructor":"y"\}/);
  }
  assert.equal(({} as Record<string, unknown>).id, undefined);
});

test('what is nested too deep is refused and never crashes', () => {
  let deep: unknown = {};
  for (let level = 0; level < 200; level += 1) {
    deep = { '@type': 'type.googleapis.com/v1.Response', data: deep };
  }
  assert.equal(messageFromJson(ResponseSchema, deep).code, 'ParseException');
});

test('members of newer definitions are read but not shown', () => {
  const alias = messageOfTypeUrl('v1.ServiceAlias')!;
  const read = given(messageFromJson(alias, { alias: 'a', export_to: ['*'] }));
  assert.equal('export_to' in JSON.parse(jsonOf(alias, read)), false);
  assert.notDeepEqual(read, create(alias, { alias: 'a' }));
});

test('what is written reads back as the same message', () => {
  const page = create(BatchQueryResponseSchema, {
    code: 200000,
    info: 'execute success',
    amount: 1,
    size: 1,
    summary: { totalServiceCount: 3 },
    instances: [
      {
        id: 'i',
        host: '10.0.0.1',
        port: 1,
        metadata: { a: 'b' },
        healthCheck: { type: 1, heartbeat: { ttl: 5 } },
      },
    ],
  });
  const text = jsonOf(BatchQueryResponseSchema, page);
  const back = given(messageFromJson(BatchQueryResponseSchema, JSON.parse(text)));
  assert.deepEqual(toBinary(BatchQueryResponseSchema, back), toBinary(BatchQueryResponseSchema, page));
});
