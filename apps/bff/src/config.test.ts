import assert from 'node:assert/strict';
import { isIP } from 'node:net';
import { isAbsolute } from 'node:path';
import { test } from 'node:test';
import { isLoopback, reachableHost, readConfig } from './config.ts';
import { defaultLimits } from './limits/limits.ts';

const configFrom = (env: Record<string, string>) => {
  const reading = readConfig(env);
  assert.ok(reading.ok, reading.ok ? '' : reading.problems.join('\n'));
  return reading;
};

const problemsOf = (env: Record<string, string>): readonly string[] => {
  const reading = readConfig(env);
  assert.ok(!reading.ok, 'should have been refused');
  return reading.problems;
};

test('without any setting everything listens on loopback at the documented ports and no password exists', () => {
  const { config, warnings } = configFrom({ PATH: '/bin' });
  assert.equal(config.bind, '127.0.0.1');
  assert.deepEqual(config.ports, { console: 8080, http: 8090, grpc: 8091, configGrpc: 8093 });
  assert.ok(isAbsolute(config.dataDir) && config.dataDir.endsWith('/data'));
  assert.deepEqual(config.admin, { user: 'polaris', password: null });
  assert.equal(config.mysql, null);
  assert.equal(config.maxInstances, 2_097_152);
  assert.equal(config.flipGovernor, true);
  assert.equal(config.grpcCarrier, 'cynosure');
  assert.deepEqual(config.checker, { kind: 'memory' });
  assert.deepEqual(config.node, { host: '127.0.0.1', port: 0 });
  assert.deepEqual(config.environment, { name: 'Development', production: false });
  assert.equal(config.logLevel, 'info');
  assert.equal(config.tls, null);
  assert.deepEqual(config.limits, defaultLimits);
  assert.deepEqual(config.trusted, ['loopback']);
  assert.deepEqual(warnings, []);
});

test('every setting is read, and an empty one counts as not given', () => {
  const { config } = configFrom({
    CYNOSURE_BIND: '::1',
    CYNOSURE_CONSOLE_PORT: '0',
    CYNOSURE_HTTP_PORT: '0',
    CYNOSURE_GRPC_PORT: '9001',
    CYNOSURE_CONFIG_GRPC_PORT: '',
    CYNOSURE_DATA_DIR: '/var/lib/cynosure',
    CYNOSURE_STORE: 'mysql://cyno:p%40ss%2Fword@db.example:3307/registry',
    CYNOSURE_ADMIN_USER: 'lin.qiao',
    CYNOSURE_ADMIN_PASSWORD: 'a long enough sentence',
    CYNOSURE_MAX_INSTANCES: '4096',
    CYNOSURE_FLIP_GOVERNOR: 'off',
    CYNOSURE_CHECKER: 'redis://:secret@cache:6379',
    CYNOSURE_NODE_PORT: '7000',
    CYNOSURE_NODE_HOST: 'registry-1.internal',
    CYNOSURE_GRPC_CARRIER: 'grpc-js',
    CYNOSURE_ENVIRONMENT: '生产 eu-1',
    CYNOSURE_ENVIRONMENT_KIND: 'production',
    CYNOSURE_LOG_LEVEL: 'debug',
    CYNOSURE_TLS_CERT: '/etc/cynosure/tls.crt',
    CYNOSURE_TLS_KEY: '/etc/cynosure/tls.key',
    CYNOSURE_TLS_CLIENT_CA: '/etc/cynosure/clients.pem',
    CYNOSURE_MAX_CONNECTIONS: '1',
    CYNOSURE_MAX_CONNECTIONS_PER_ADDRESS: '2',
    CYNOSURE_MAX_STREAMS_PER_CONNECTION: '3',
    CYNOSURE_MAX_HEADER_BYTES: '4096',
    CYNOSURE_MAX_BODY_BYTES: '65536',
    CYNOSURE_MAX_REQUESTS_PER_ADDRESS: '6',
    CYNOSURE_MAX_REQUESTS_PER_TOKEN: '7',
    CYNOSURE_MAX_INSTANCES_PER_SERVICE: '8',
    CYNOSURE_MAX_LABELS_PER_INSTANCE: '9',
    CYNOSURE_MAX_EVENT_STREAMS_PER_SESSION: '10',
    CYNOSURE_TRUSTED_ADDRESSES: 'loopback, 10.1.0.0/16,2001:db8::/32',
  });
  assert.deepEqual(config, {
    bind: '::1',
    ports: { console: 0, http: 0, grpc: 9001, configGrpc: 8093 },
    dataDir: '/var/lib/cynosure',
    mysql: { host: 'db.example', port: 3307, user: 'cyno', password: 'p@ss/word', database: 'registry' },
    admin: { user: 'lin.qiao', password: 'a long enough sentence' },
    maxInstances: 4096,
    flipGovernor: false,
    checker: { kind: 'redis', url: 'redis://:secret@cache:6379' },
    node: { host: 'registry-1.internal', port: 7000 },
    grpcCarrier: 'grpc-js',
    environment: { name: '生产 eu-1', production: true },
    logLevel: 'debug',
    tls: {
      cert: '/etc/cynosure/tls.crt',
      key: '/etc/cynosure/tls.key',
      clientCa: '/etc/cynosure/clients.pem',
    },
    limits: {
      connections: 1,
      connectionsPerAddress: 2,
      streamsPerConnection: 3,
      headerBytes: 4096,
      bodyBytes: 65536,
      requestsPerAddress: 6,
      requestsPerToken: 7,
      instancesPerService: 8,
      labelsPerInstance: 9,
      eventStreamsPerSession: 10,
    },
    trusted: ['loopback', '10.1.0.0/16', '2001:db8::/32'],
  });
  assert.ok(Object.isFrozen(config) && Object.isFrozen(config.ports) && Object.isFrozen(config.admin));
});

test('production without a name is called Production', () => {
  const { config } = configFrom({ CYNOSURE_ENVIRONMENT_KIND: 'production' });
  assert.equal(config.environment.name, 'Production');
});

test('a wrong value is named with its variable and what would be allowed', () => {
  assert.deepEqual(problemsOf({ CYNOSURE_HTTP_PORT: '80900' }), [
    'CYNOSURE_HTTP_PORT=80900 is not allowed; it must be a port from 0 to 65535, where 0 takes any free one.',
  ]);
  const wrong: Record<string, string[]> = {
    CYNOSURE_BIND: ['everywhere', '10.0.0', '127.0.0.1:8090'],
    CYNOSURE_CONSOLE_PORT: ['-1', '8080.5', '0x50', ' 8080', '1e3', '八'],
    CYNOSURE_ADMIN_USER: ['two words', 'polariadmin', 'x'.repeat(65), '../root'],
    CYNOSURE_MAX_INSTANCES: ['0', '16777217', '99999999999999999999', 'many'],
    CYNOSURE_FLIP_GOVERNOR: ['no', 'OFF', 'true'],
    CYNOSURE_GRPC_CARRIER: ['grpc', 'Cynosure'],
    CYNOSURE_NODE_PORT: ['65536', 'x'],
    CYNOSURE_NODE_HOST: ['a b', '/x'],
    CYNOSURE_ENVIRONMENT: ['a\nb', 'x'.repeat(33), '\u202eevil'],
    CYNOSURE_ENVIRONMENT_KIND: ['prod'],
    CYNOSURE_LOG_LEVEL: ['loud'],
    CYNOSURE_DATA_DIR: ['a\0b'],
    CYNOSURE_MAX_CONNECTIONS: ['0', '-1', '1e3', '99999999999'],
    CYNOSURE_MAX_LABELS_PER_INSTANCE: ['65'],
    CYNOSURE_TRUSTED_ADDRESSES: ['everybody', '10.0.0.0/33', '10.0.0.1/8/8', '10.0.0.1,', '::/129'],
  };
  for (const [name, values] of Object.entries(wrong)) {
    for (const value of values) {
      const [problem = '', ...more] = problemsOf({ [name]: value });
      assert.deepEqual(more, []);
      assert.match(problem, new RegExp(`^${name}=.+ is not allowed; it must be .+\\.$`));
    }
  }
});

test('all wrong values are said at once, and what a terminal would obey is escaped', () => {
  const problems = problemsOf({ CYNOSURE_GRPC_PORT: '\u001b[2J', CYNOSURE_LOG_LEVEL: 'x'.repeat(500) });
  assert.equal(problems.length, 2);
  assert.ok(problems.every((one) => !one.includes('\u001b') && one.length < 200));
});

test('two doors on one port are refused by name', () => {
  assert.deepEqual(problemsOf({ CYNOSURE_HTTP_PORT: '8091' }), [
    'CYNOSURE_GRPC_PORT=8091 is not allowed; it must differ from CYNOSURE_HTTP_PORT, which is the same port.',
  ]);
});

test('an unknown setting is warned of, so that a typing error is noticed', () => {
  const { warnings } = configFrom({ CYNOSURE_HTTP_PROT: '1', OTHER: '1' });
  assert.deepEqual(warnings, ['CYNOSURE_HTTP_PROT is not a setting of Cynosure and has no effect.']);
});

test('a refused password is never shown', () => {
  for (const password of ['tiny7', 'x7'.repeat(100), 'nacos', 'lin.qiao']) {
    const [problem = ''] = problemsOf({ CYNOSURE_ADMIN_USER: 'lin.qiao', CYNOSURE_ADMIN_PASSWORD: password });
    assert.match(problem, /^CYNOSURE_ADMIN_PASSWORD is not allowed; it must be 8 to 128 bytes/);
    assert.ok(!problem.includes(password.slice(0, 50)));
  }
});

test('a store that cannot be meant is refused without a word of its password', () => {
  for (const store of [
    'mysql',
    'redis://u:hush1@h/d',
    'mysql://u:hush1@h',
    'mysql://u:hush1@h/',
    'mysql://:hush1@h/d',
    'mysql://u:hush1@h/a/b',
    'mysql://u:hush1@h/d?ssl=1',
    'mysql://u:hush1@h:99999/d',
    'mysql://u:hush1@h/two words',
  ]) {
    const [problem = '', ...more] = problemsOf({ CYNOSURE_STORE: store });
    assert.deepEqual(more, []);
    assert.match(problem, /^CYNOSURE_STORE is not allowed; it must be sqlite, or mysql:/);
    assert.ok(!problem.includes('hush1'));
  }
  assert.equal(configFrom({ CYNOSURE_STORE: 'sqlite' }).config.mysql, null);
  assert.deepEqual(configFrom({ CYNOSURE_STORE: 'mysql://u@[::1]/d' }).config.mysql, {
    ...{ host: '::1', port: 3306, user: 'u', password: '', database: 'd' },
  });
});

test('a kind of checker that cannot be meant is refused without a word of its password', () => {
  for (const value of ['Memory', 'redis', 'redis://', 'http://:secret@cache']) {
    const reading = readConfig({ CYNOSURE_CHECKER: value });
    assert.ok(!reading.ok, value);
    assert.match(reading.problems.join(), /^CYNOSURE_CHECKER is not allowed; it must be memory, leader, or /);
    assert.ok(!reading.problems.join().includes('secret'));
  }
});

test('polaris/polaris is accepted by configuration on loopback only', () => {
  for (const bind of ['127.0.0.1', '127.1.2.3', '::1', 'localhost']) {
    assert.equal(
      configFrom({ CYNOSURE_ADMIN_PASSWORD: 'polaris', CYNOSURE_BIND: bind }).config.admin.password,
      'polaris',
    );
  }
  for (const bind of ['0.0.0.0', '::', '10.0.0.7']) {
    const [problem = ''] = problemsOf({ CYNOSURE_ADMIN_PASSWORD: 'polaris', CYNOSURE_BIND: bind });
    assert.match(problem, /accepted only while CYNOSURE_BIND is a loopback address; it is .+\.$/);
  }
  const [other = ''] = problemsOf({ CYNOSURE_ADMIN_USER: 'admin', CYNOSURE_ADMIN_PASSWORD: 'polaris' });
  assert.match(other, /a password that everybody knows/);
});

test('loopback is told from addresses that merely look like it', () => {
  for (const address of ['127.0.0.1', '127.255.0.1', '::1', 'localhost', '::ffff:127.0.0.1']) {
    assert.ok(isLoopback(address), address);
  }
  for (const address of [
    '0.0.0.0',
    '::',
    '128.0.0.1',
    '10.127.0.1',
    '::127.0.0.1',
    '127.example.com',
    'localhost.example',
  ]) {
    assert.ok(!isLoopback(address), address);
  }
});

test('half of what TLS takes is refused, never served in plain text', () => {
  const half = [
    { CYNOSURE_TLS_CERT: 'a.pem' },
    { CYNOSURE_TLS_KEY: 'a.key' },
    { CYNOSURE_TLS_CLIENT_CA: 'ca.pem' },
    { CYNOSURE_TLS_CERT: 'a.pem', CYNOSURE_TLS_CLIENT_CA: 'ca.pem' },
  ];
  for (const env of half) {
    const [problem = '', ...more] = problemsOf(env);
    assert.match(problem, /^CYNOSURE_TLS_\w+ is not allowed alone; it must come with CYNOSURE_TLS_/);
    assert.deepEqual(more, []);
  }
  const { config } = configFrom({ CYNOSURE_TLS_CERT: 'a.pem', CYNOSURE_TLS_KEY: 'a.key' });
  assert.ok(isAbsolute(config.tls?.cert ?? '') && config.tls?.clientCa === null);
});

test('nobody at all can be trusted', () => {
  assert.deepEqual(configFrom({ CYNOSURE_TRUSTED_ADDRESSES: 'none' }).config.trusted, []);
});

test('bound to every address, a server is reached at a real one of the machine', () => {
  const at = (address: string, family: 'IPv4' | 'IPv6', internal = false) => ({ address, family, internal });
  const lo = at('127.0.0.1', 'IPv4', true);
  const all = [lo, at('169.254.7.7', 'IPv4'), at('fe80::1', 'IPv6'), at('2001:db8::7', 'IPv6')];
  const v4 = at('10.0.0.7', 'IPv4');
  assert.equal(
    reachableHost('0.0.0.0', () => [...all, v4]),
    '10.0.0.7',
  );
  assert.equal(
    reachableHost('::', () => [...all, v4]),
    '10.0.0.7',
  );
  assert.equal(
    reachableHost('::', () => all),
    '2001:db8::7',
  );
  // Nobody reaches an IPv4 listener there.
  assert.equal(
    reachableHost('0.0.0.0', () => all),
    '127.0.0.1',
  );
  assert.equal(
    reachableHost('0.0.0.0', () => [lo]),
    '127.0.0.1',
  );
  assert.equal(
    reachableHost('10.0.0.9', () => [v4]),
    '10.0.0.9',
  );
  const { config } = configFrom({ CYNOSURE_BIND: '0.0.0.0' });
  assert.ok(!['0.0.0.0', '::'].includes(config.node.host) && isIP(config.node.host) !== 0, config.node.host);
});
