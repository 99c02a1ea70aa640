import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checked, serveConsole } from '../../testing/testing-console.ts';

test('a list is exported whole, as its filters say, and nothing in it runs in a spreadsheet', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  for (let port = 1; port <= 450; port += 1) {
    await served.register({
      ...checked(),
      port,
      version: port % 2 === 0 ? '2' : '=cmd()',
      labels: { note: 'a "b", c' },
    });
  }
  const csv = await served.get('/instances/export?version=2&sort=port', owner);
  assert.equal(csv.status, 200);
  assert.match(csv.headers['content-type'] ?? '', /^text\/csv/);
  assert.match(csv.headers['content-disposition'] ?? '', /instances\.csv/);
  const lines = csv.text.trimEnd().split('\r\n');
  assert.equal(lines.length, 226);
  assert.match(lines[0] ?? '', /^id,namespace,service,host,port,state,/);
  assert.match(lines[1] ?? '', /,pay,10\.0\.0\.1,2,healthy,true,false,,5,100,/);
  assert.match(lines[1] ?? '', /"\{""note"":""a \\""b\\"", c""\}"/);
  const all = await served.get('/instances/export?sort=port', owner);
  assert.match(all.text.split('\r\n')[1] ?? '', /,'=cmd\(\),/);
  const json = await served.get('/instances/export?format=ndjson&sort=port', owner);
  const rows = json.text
    .trimEnd()
    .split('\r\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map(({ port }) => port),
    Array.from({ length: 450 }, (_, index) => index + 1),
  );
  assert.equal(rows[0].may, undefined);
});

test('services are exported, too, and what cannot be is refused', async (t) => {
  const served = await serveConsole(t);
  const owner = await served.signIn();
  await served.register({ ...checked(), service: 'cart' });
  const csv = await served.get('/services/export', owner);
  assert.match(csv.text.split('\r\n')[1] ?? '', /^default,cart,1,1,0,0,0,/);
  assert.equal((await served.get('/instances/export?format=xls', owner)).status, 400);
  assert.equal((await served.get('/instances/export?state=foo', owner)).status, 400);
  assert.equal((await served.get('/instances/export')).status, 401);
});
