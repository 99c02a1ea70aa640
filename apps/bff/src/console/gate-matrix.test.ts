import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeSegment } from '@cynosure/shared/console/path.ts';
import { allPolicies } from '../access/policy.ts';
import {
  changesOf,
  cookieOf,
  type Headers,
  prepare,
  SHAPES,
  send,
  signIn,
  tableOf,
} from '../testing/console-shapes.ts';
import {
  type MatrixCaller,
  MINE,
  mustPass,
  openMatrix,
  type Place,
  THEIRS,
} from '../testing/matrix-callers.ts';
import { addUser } from '../testing/testing-access.ts';
import { openDoors } from '../testing/testing-doors.ts';

test('every route of the console stands in the table of this test', async (t) => {
  const doors = await openDoors(t);
  const names = tableOf(doors).map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(names.sort(), Object.keys(SHAPES).sort());
});

test('caller × route × namespace: whoever must not pass is refused and changes nothing, whoever may passes', async (t) => {
  const doors = await openDoors(t);
  const everybody = await openMatrix(doors);
  const callers = everybody.filter(({ user }) => user !== undefined);
  const cookies = new Map<string, Headers>();
  for (const { name, user } of callers) cookies.set(name, await signIn(doors, user));
  const named = await prepare(doors, cookies.get('main') ?? {});
  const failures: string[] = [];
  let cells = 0;
  let passes = 0;
  // Whoever has no cookie, and whoever thinks that a token of the API is one.
  const nobodies: MatrixCaller[] = [
    { name: 'nobody', token: undefined },
    { name: 'a token as a cookie', token: doors.access.gate.tokenOf(doors.owner) },
  ];
  for (const { method, path, needs: declared } of tableOf(doors)) {
    const shape = SHAPES[`${method} ${path}`] ?? { at: 'everything' };
    const needs = shape.needs ?? declared;
    for (const caller of [...callers, ...nobodies]) {
      const places: readonly Place[] = shape.at === 'in' ? [MINE, THEIRS] : [shape.at];
      for (const at of places) {
        const where = at === THEIRS ? THEIRS : MINE;
        const address = shape.path?.(named, where) ?? path.replace(/:\w+/g, 'x');
        const headers = cookies.get(caller.name) ?? cookieOf(caller);
        const before = changesOf(doors);
        const answer = await send(doors, method, address, shape.body?.(named, where), headers);
        const changed = changesOf(doors) !== before;
        cells += 1;
        const isNobody = caller.user === undefined;
        const must = !isNobody && mustPass(caller, needs, at) && !(shape.isOurs && caller.isStranger);
        const refused = [401, 403].includes(answer.status) || (!must && answer.status === 404);
        const isFieldFault = caller.isStranger && shape.isOurs && answer.status === 422 && !changed;
        if (must) passes += 1;
        if (must === refused && !isFieldFault) {
          const what = must ? 'refused' : 'ALLOWED';
          failures.push(
            `${what} ${caller.name} · ${method} ${address} · ${at}: ${answer.status} ${answer.text.slice(0, 120)}`,
          );
        }
        if (!must && changed) failures.push(`CHANGED ${caller.name} · ${method} ${address} · ${at}`);
        // What was taken away by one who may is put back for the next.
        if (must && changed) await addUser(doors, { name: 'victim', role: null, owner: doors.owner.id });
      }
    }
  }
  t.diagnostic(`${cells} cells, ${passes} of them must pass`);
  assert.deepEqual(failures, []);
  assert.ok([...allPolicies(doors.registry.state)].some(({ id }) => id === named.policy));
});

test('lists, facets and exports show nothing of a namespace that the reader may not see', async (t) => {
  const doors = await openDoors(t);
  const callers = (await openMatrix(doors)).filter(
    ({ user, inMine, grantedMine }) => user && (inMine || grantedMine),
  );
  const paths = [
    '/services',
    '/services?facets=namespace',
    '/services/export?format=ndjson',
    '/instances?facets=namespace,service,zone,state',
    '/instances?host=10.9.9.9',
    '/instances?q=theirs',
    '/instances/export?format=csv',
    '/namespaces',
    `/namespaces?q=theirs`,
  ];
  for (const caller of callers) {
    const cookie = await signIn(doors, caller.user);
    for (const path of paths) {
      const { status, text, json } = await send(doors, 'get', path, undefined, cookie);
      assert.equal(status, 200, `${caller.name} ${path} ${text}`);
      assert.ok(!/theirs|10\.9\.9\.9/.test(text), `${caller.name} ${path} ${text}`);
      if (path === '/instances?facets=namespace,service,zone,state') {
        assert.deepEqual([json.total, json.totalUnfiltered], [1, 1]);
      }
    }
  }
});

test('a role that is taken away, a deleted account and a sign-out count at the next request', async (t) => {
  const doors = await openDoors(t);
  await openMatrix(doors);
  const owner = await signIn(doors, doors.owner);
  const user = await addUser(doors, { name: 'wang', role: 'viewer', owner: doors.owner.id });
  const wang = await signIn(doors, user);
  const status = async (path: string, who = wang) => (await send(doors, 'get', path, undefined, who)).status;
  assert.equal(await status('/overview'), 200);
  const address = `/access/users/${encodeSegment(user.id)}`;
  const { json } = await send(doors, 'get', address, undefined, owner);
  const headers = { ...owner, 'If-Match': `"${json.revision}"` };
  const edited = await send(doors, 'patch', address, { role: null }, headers);
  assert.equal(edited.status, 200, edited.text);
  // Its rights are others now, so it signs in anew.
  assert.equal(await status('/overview'), 401);
  const again = await signIn(doors, user);
  assert.equal(await status('/overview', again), 403);
  assert.equal(await status('/access/tokens', again), 200);
  const { revision } = (await send(doors, 'get', address, undefined, owner)).json;
  const deletion = { ...owner, 'If-Match': `"${revision}"` };
  assert.equal((await send(doors, 'delete', address, { typed: 'wang' }, deletion)).status, 204);
  assert.equal(await status('/access/tokens', again), 401);
});
