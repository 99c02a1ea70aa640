// The server joined into a few files, as "npm start" runs it, beside the server from source: one product.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { type InstanceInit, RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { BUILT_SERVER, SERVER_SOURCE, setUpServer } from '../../scripts/setup/server.mjs';
import { login } from '../support/registry-side.ts';
import { type Cynosure, startCynosure } from '../support/start-cynosure.ts';

const INSTANCE = 1;
const SERVICE = { namespace: 'joined', name: 'orders' };
const DONE = 200000;

before(() => setUpServer(process.execPath));

const instance = (host: string): InstanceInit => ({
  service: SERVICE.name,
  namespace: SERVICE.namespace,
  host,
  port: 8080,
});

/** Registers one instance over gRPC; answers the hosts that Discover has then. */
async function registerAndDiscover({ grpc }: Cynosure, host: string): Promise<string[]> {
  const client = new RegistryClient(grpc);
  try {
    assert.equal((await client.register(instance(host))).code, DONE);
    const answer = await client.discover().ask({ type: INSTANCE, service: SERVICE });
    return answer.instances.map((one) => one.host ?? '').sort();
  } finally {
    client.close();
  }
}

for (const carrier of ['grpc-js', 'cynosure']) {
  test(`what the server from source keeps, the joined one serves, and the other way round, over ${carrier}`, async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'cynosure-joined-'));
    t.after(() => rmSync(dataDir, { recursive: true, force: true }));
    const env = { CYNOSURE_GRPC_CARRIER: carrier };
    const hosts: string[] = [];
    for (const program of [SERVER_SOURCE, BUILT_SERVER, SERVER_SOURCE]) {
      const server = await startCynosure({ dataDir, program, env });
      try {
        hosts.push(`10.0.0.${hosts.length + 1}`);
        assert.deepEqual(await registerAndDiscover(server, hosts.at(-1) ?? ''), hosts);
      } finally {
        assert.equal(await server.stop(), 0, server.said());
      }
    }
  });
}

test('the joined server has all its doors: the API, metrics, the console and its pages’ guard', async (t) => {
  const server = await startCynosure({ program: BUILT_SERVER });
  t.after(() => server.stop());
  assert.match(await login(server), /\S/);
  const metrics = await fetch(`${server.http}/metrics`);
  assert.equal(metrics.status, 200);
  assert.match(await metrics.text(), /^process_resident_memory_bytes \d/m);
  const guarded = await fetch(`${server.console}/console/v1/overview`);
  assert.equal(guarded.status, 401);
  assert.equal(server.said(), '');
});
