import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAST, CAST_HOST, CATALOGUE } from './catalogue.ts';
import { type FleetPlan, planFleet } from './plan.ts';

const ofService = (plan: FleetPlan, service: string) =>
  plan.instances.filter((one) => one.service === service);
const whole = planFleet({ seed: 1, scale: 1, calm: false });

test('the whole fleet is 1,500 instances of 60 services on about 400 hosts in three zones, with 170 clients', () => {
  assert.equal(whole.instances.length, 1500);
  assert.equal(new Set(whole.instances.map((one) => one.service)).size, 60);
  assert.equal(CATALOGUE.length, 60);
  const hosts = new Set(whole.instances.map((one) => one.host));
  assert.ok(hosts.size > 380 && hosts.size <= 402, `${hosts.size} hosts`);
  assert.deepEqual([...new Set(whole.instances.map((one) => one.zone))].sort(), ['gz-3', 'gz-4', 'gz-6']);
  assert.equal(whole.clients.length, 170);
  assert.equal(new Set(whole.clients.map((one) => one.id)).size, 170);
});

test('no two instances share a host and port', () => {
  const places = whole.instances.map((one) => `${one.host}:${one.port}`);
  assert.equal(new Set(places).size, places.length);
});

test('the same seed gives the same fleet, another seed another one', () => {
  assert.deepEqual(planFleet({ seed: 1, scale: 1, calm: false }), whole);
  assert.notDeepEqual(planFleet({ seed: 2, scale: 1, calm: false }), whole);
});

for (const scale of [0.02, 0.3, 1]) {
  test(`the host of the drawings carries its twelve instances and no other at scale ${scale}`, () => {
    const { instances } = planFleet({ seed: 7, scale, calm: true });
    const there = instances
      .filter((one) => one.host === CAST_HOST)
      .map((one) => `${one.service}:${one.port}`);
    assert.deepEqual(there.sort(), CAST.map((one) => `${one.service}:${one.port}`).sort());
  });

  test(`checkout has three instances on three hosts, and only two of them die, at scale ${scale}`, () => {
    const checkout = ofService(planFleet({ seed: 7, scale, calm: false }), 'checkout');
    assert.deepEqual(checkout.map((one) => `${one.host} ${one.fate}`).sort(), [
      '10.5.0.7 steady',
      '10.5.2.31 dead',
      '10.5.4.18 dead',
    ]);
  });
}

test('seven or more of the dead instances of order are canaries, so that the version stands out', () => {
  const dead = ofService(whole, 'order').filter((one) => one.fate === 'dead');
  assert.equal(dead.length, 8);
  assert.ok(dead.filter((one) => one.version === '4.3.0-rc.1').length >= 7);
});

test('in a calm fleet everybody is steady and in traffic', () => {
  const { instances } = planFleet({ seed: 3, scale: 1, calm: true });
  assert.ok(instances.every((one) => one.fate === 'steady'));
});

test('every service is discovered by some client', () => {
  const discovered = new Set(
    planFleet({ seed: 3, scale: 0.05, calm: true }).clients.flatMap((one) =>
      one.discovers.map((it) => it.name),
    ),
  );
  assert.equal(discovered.size, 60);
});
