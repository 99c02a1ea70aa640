import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { DiscoverRequest_DiscoverRequestType } from '@cynosure/proto/v1/service_manage/request_pb.ts';
import { mariadbFor, type TestMariadb } from '../../apps/bff/src/store/mysql/testing.ts';
import { RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';

const mariadb = await mariadbFor('two servers on one MariaDB');

async function urlOfNew(server: TestMariadb): Promise<{ readonly url: string; readonly secret: string }> {
  const { user, password, host, port, database } = await server.newDatabase();
  const secret = encodeURIComponent(password);
  return { url: `mysql://${user}:${secret}@${host}:${port}/${database}`, secret: password };
}

const start = (url: string): Promise<Cynosure> => startCynosure({ env: { CYNOSURE_STORE: url } });

/** Ports that a client of this server discovers. */
async function portsAt(server: Cynosure): Promise<number[]> {
  const client = new RegistryClient(server.grpc);
  try {
    const stream = client.discover();
    const { instances } = await stream.ask({
      type: DiscoverRequest_DiscoverRequestType.INSTANCE,
      service: { namespace: 'default', name: 'pay' },
    });
    stream.end();
    return instances.map((one) => one.port ?? 0).sort((a, b) => a - b);
  } finally {
    client.close();
  }
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 5000; !(await holds()); await wait(20)) {
    assert.ok(performance.now() < end, `not within 5 s: ${holds}`);
  }
}

if (mariadb !== null) {
  test('two servers on one database serve the same, and one goes on when the other is killed', async () => {
    const { url, secret } = await urlOfNew(mariadb);
    const servers = [await start(url), await start(url)];
    const [first, second] = servers;
    assert.ok(first && second);
    const client = new RegistryClient(first.grpc);
    try {
      assert.ok(first.dataDir.startsWith('mysql://') && !first.dataDir.includes(secret));
      for (const port of [1, 2, 3]) {
        const { code } = await client.register({
          namespace: 'default',
          service: 'pay',
          host: '10.0.0.1',
          port,
        });
        assert.equal(code, 200_000);
      }
      await until(async () => (await portsAt(second)).length === 3);
      await first.kill();
      assert.deepEqual(await portsAt(second), [1, 2, 3]);
      const again = await start(url);
      servers.push(again);
      assert.deepEqual(await portsAt(again), [1, 2, 3]);
      assert.ok(servers.every((one) => !one.said().includes(secret)));
    } finally {
      client.close();
      for (const server of servers.slice(1)) await server.stop();
    }
  });
}
