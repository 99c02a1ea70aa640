import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ask } from '../../testing/http-client.ts';
import {
  cellsOf,
  instance,
  isGuarded,
  isRefused,
  nameOf,
  SHAPES,
  type Victims,
  victimsOf,
} from '../../testing/http-shapes.ts';
import { type MatrixCaller, MINE, mustPass, openMatrix, THEIRS } from '../../testing/matrix-callers.ts';
import { type Doors, openDoors } from '../../testing/testing-doors.ts';
import type { Route } from './route.ts';

function send(doors: Doors, route: Route, caller: MatrixCaller, query: string, body: unknown) {
  const headers: Record<string, string> = { 'Content-Type': 'application/json' };
  if (caller.token !== undefined) headers['X-Polaris-Token'] = caller.token;
  return ask(doors.ports.http, route.method, `${route.path}${query}`, {
    headers,
    ...(route.method === 'GET' ? {} : { body }),
  });
}

test('every guarded route stands in the table of this test, so that none is left out below', async (t) => {
  const doors = await openDoors(t);
  assert.deepEqual(doors.routes.filter(isGuarded).map(nameOf).sort(), Object.keys(SHAPES).sort());
});

test('caller × route × namespace: whoever must not pass is refused and changes nothing, whoever may passes', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  const failures: string[] = [];
  let victims: Victims | null = null;
  let cells = 0;
  let allows = 0;
  for (const route of doors.routes.filter(isGuarded)) {
    const shape = SHAPES[nameOf(route)] ?? {};
    if (route.needs === 'open') continue;
    for (const caller of callers) {
      victims = await victimsOf(doors, victims);
      for (const cell of cellsOf(shape, victims)) {
        const before = doors.registry.state.position;
        const answer = await send(doors, route, caller, cell.query, cell.body);
        const changed = doors.registry.state.position !== before;
        cells += 1;
        const must = mustPass(caller, route.needs, cell.at);
        // Of accounts of another main account nothing is known here: not found is refusal enough.
        const isForeign = caller.isStranger === true && shape.what === 'victim';
        const refused = isRefused(answer) || (isForeign && answer.json?.code !== 200000);
        const isHarmless = isForeign && !changed;
        if (!must || isForeign) {
          if ((!refused && !isHarmless) || changed) failures.push(`ALLOWED ${describe()}`);
        } else {
          allows += 1;
          if (refused) failures.push(`refused ${describe()}`);
        }
        function describe(): string {
          return `${caller.name} · ${nameOf(route)} · ${cell.at}: ${answer.status} ${answer.text.slice(0, 160)}`;
        }
      }
    }
  }
  t.diagnostic(`${cells} cells, ${allows} of them must pass`);
  assert.deepEqual(failures, []);
});

test('a list shows nothing of a namespace that the caller may not see', async (t) => {
  const doors = await openDoors(t);
  const callers = await openMatrix(doors);
  const lists = doors.routes.filter(
    (route) => route.path.startsWith('/naming/v1/') && SHAPES[nameOf(route)]?.what === 'something',
  );
  assert.ok(lists.length >= 8);
  const queries = [
    '',
    '?weight=100',
    `?namespace=${THEIRS}`,
    `?namespace=*&service=*`,
    '?limit=100&offset=0',
  ];
  let looked = 0;
  for (const caller of callers.filter(({ inMine, grantedMine }) => inMine || grantedMine)) {
    for (const route of lists) {
      for (const query of queries) {
        const { status, text, json } = await send(doors, route, caller, query, undefined);
        looked += 1;
        // What was asked for comes back in no answer of a list.
        assert.ok(!/theirs|10\.9\.9\.9/.test(text), `${caller.name} ${nameOf(route)}${query}: ${text}`);
        if (status === 200 && route.path.endsWith('/count')) assert.equal(json.amount, 1, caller.name);
      }
    }
  }
  assert.ok(looked > 300, String(looked));
});

test('clients need no token: what they call is open unless configured otherwise', async (t) => {
  const doors = await openDoors(t);
  const headers = { 'Content-Type': 'application/json' };
  const body = instance(MINE);
  const registered = await ask(doors.ports.http, 'POST', '/v1/RegisterInstance', { headers, body });
  assert.equal(registered.json.code, 200000);
  for (const path of ['/', '/prometheus/v1/clients', '/core/v1/clients', '/maintain/v1/report/clients']) {
    assert.equal((await ask(doors.ports.http, 'GET', path)).status, 200, path);
  }
});
