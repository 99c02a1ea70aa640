import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ServedApi, serveApi } from '../../testing/testing-http-api.ts';

/** A write, a member, the longest value that it may have (in characters), and the code of one more. */
type Limit = readonly [write: Write, member: string, longest: number, code: number];
type Write = 'service' | 'instance' | 'client' | 'alias' | 'aliasUpdate' | 'namespace';

const LIMITS: readonly Limit[] = [
  ['service', 'name', 128, 400120],
  ['service', 'namespace', 64, 400110],
  ['service', 'ports', 8192, 400124],
  ['service', 'business', 128, 400125],
  ['service', 'department', 1024, 400126],
  ['service', 'cmdb_mod1', 1024, 400127],
  ['service', 'cmdb_mod2', 1024, 400127],
  ['service', 'cmdb_mod3', 1024, 400127],
  ['service', 'comment', 1024, 400128],
  ['service', 'owners', 1024, 400121],
  ['service', 'token', 2048, 400122],
  ['service', 'platform_id', 32, 400180],
  ...(['instance', 'client'] as const).flatMap((write): Limit[] => [
    [write, 'service', 128, 400120],
    [write, 'namespace', 64, 400110],
    [write, 'host', 128, 400131],
    [write, 'protocol', 32, 400136],
    [write, 'version', 32, 400137],
    [write, 'logic_set', 128, 400138],
  ]),
  ['alias', 'service', 128, 400120],
  ['alias', 'namespace', 64, 400110],
  ['alias', 'alias', 128, 400133],
  ['alias', 'alias_namespace', 64, 400134],
  ['alias', 'comment', 1024, 400129],
  ['alias', 'owners', 1024, 400135],
  ['aliasUpdate', 'alias', 128, 400133],
  ['aliasUpdate', 'alias_namespace', 64, 400134],
];

const bases: Readonly<Record<Write, Readonly<Record<string, unknown>>>> = {
  namespace: { name: 'n' },
  service: { namespace: 'n', name: 's' },
  instance: { namespace: 'n', service: 's', host: 'h', port: 1 },
  client: { namespace: 'n', service: 's', host: 'h', port: 1 },
  alias: { namespace: 'n', service: 's', alias: 'a', alias_namespace: 'n' },
  aliasUpdate: { namespace: 'n', service: 's', alias: 'a', alias_namespace: 'n' },
};

/** The code of one thing: of its entry in a batch, or of the whole answer. */
async function write(api: ServedApi, what: Write, members: object): Promise<number> {
  const body = { ...bases[what], ...members };
  const { json } = await (what === 'namespace'
    ? api.post('/naming/v1/namespaces', [body])
    : what === 'service'
      ? api.post('/naming/v1/services', [body])
      : what === 'instance'
        ? api.post('/naming/v1/instances', [body])
        : what === 'client'
          ? api.post('/v1/RegisterInstance', body)
          : what === 'alias'
            ? api.post('/naming/v1/service/alias', body)
            : api.put('/naming/v1/service/alias', body));
  return json.responses?.[0]?.code ?? json.code;
}

test('texts may be as long as the contract says and not a character longer', async (t) => {
  const api = await serveApi(t);
  for (const [what, member, longest, code] of LIMITS) {
    const where = `${what} ${member}`;
    const atLimit = await write(api, what, { [member]: 'x'.repeat(longest) });
    assert.notEqual(atLimit, code, where);
    const before = api.registry.state.position;
    assert.equal(await write(api, what, { [member]: 'x'.repeat(longest + 1) }), code, where);
    assert.equal(api.registry.state.position, before, where);
  }
});

test('lengths count characters, not bytes or halves of them', async (t) => {
  const api = await serveApi(t);
  assert.equal(await write(api, 'service', { name: 'a', comment: '😀'.repeat(1024) }), 200000);
  assert.equal(await write(api, 'service', { name: 'b', comment: '😀'.repeat(1025) }), 400128);
  assert.equal(await write(api, 'instance', { host: '中'.repeat(128) }), 200000);
  assert.equal(await write(api, 'instance', { host: '中'.repeat(129) }), 400131);
});

test('labels: 64 pairs, keys of 128 and values of 4096 characters', async (t) => {
  const api = await serveApi(t);
  const pairs = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`k${i}`, 'v']));
  for (const what of ['service', 'instance', 'client'] as const) {
    const code = (metadata: object) => write(api, what, { metadata });
    assert.notEqual(await code(pairs(64)), 400150, what);
    assert.equal(await code(pairs(65)), 400150, what);
    assert.notEqual(await code({ ['k'.repeat(128)]: 'v'.repeat(4096) }), 400150, what);
    assert.equal(await code({ ['k'.repeat(129)]: 'v' }), 400150, what);
    assert.equal(await code({ k: 'v'.repeat(4097) }), 400150, what);
  }
});

test('ports and weights go from 0 to 65535', async (t) => {
  const api = await serveApi(t);
  for (const what of ['instance', 'client'] as const) {
    assert.equal(await write(api, what, { port: 0 }), 200000);
    assert.equal(await write(api, what, { port: 65_535, weight: 65_535 }), 200000);
    assert.equal(await write(api, what, { port: 65_536 }), 400132);
    assert.equal(await write(api, what, { weight: 65_536 }), 400103);
    assert.equal(await write(api, what, { port: 4_294_967_296 }), 400001);
  }
});

test('names may hold letters, digits and - . / : _ and nothing else', async (t) => {
  const api = await serveApi(t);
  assert.equal(await write(api, 'service', { name: 'aZ0-._/:9' }), 200000);
  for (const name of ['', 'a b', 'a*', 'é', 'a\n', 'a?', ' a', '中文']) {
    assert.equal(await write(api, 'service', { name }), 400120, JSON.stringify(name));
    assert.equal(await write(api, 'instance', { service: name }), 400120, JSON.stringify(name));
    assert.equal(await write(api, 'namespace', { name }), 400110, JSON.stringify(name));
    assert.equal(await write(api, 'alias', { alias: name }), 400133, JSON.stringify(name));
  }
});

test('an alias of type CL5SID has no namespace that would allow it', async (t) => {
  const api = await serveApi(t);
  await write(api, 'service', {});
  assert.equal(await write(api, 'alias', { type: 'CL5SID' }), 400134);
});
