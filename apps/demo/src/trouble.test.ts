import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CAST_HOST } from './catalogue.ts';
import { Member } from './member.ts';
import { planFleet } from './plan.ts';
import { randomFrom } from './random.ts';
import { RegistryClient } from './registry-client.ts';
import { nextVersion, Trouble } from './trouble.ts';

/** A fleet in name only, an hour of whose troubles is played without waiting: nothing is sent. */
function anHourOfTrouble(seed: number) {
  const nowhere = new RegistryClient('127.0.0.1:1');
  const { instances } = planFleet({ seed, scale: 0.3, calm: false });
  const members = instances.map((one) => new Member(one, nowhere));
  for (const one of members) one.away = false;
  const events: string[] = [];
  const happened = (what: string, away: boolean) => (one: Member) => {
    one.away = away;
    events.push(`${what} ${one.name} ${one.version}`);
  };
  const actions = { leave: happened('leave', true), join: happened('join', false) };
  const trouble = new Trouble(members, actions, randomFrom(seed), 0);
  const silences = new Set<Member>();
  for (let now = 0; now < 3_600_000; now += 1000) {
    trouble.step(now);
    for (const one of members)
      if (one.silentUntil > now && one.silentUntil < Number.POSITIVE_INFINITY) silences.add(one);
  }
  nowhere.close();
  return { members, events, silences };
}

test('in an hour instances fall silent and come back, leave and return, and versions roll', () => {
  const { members, events, silences } = anHourOfTrouble(1);
  assert.ok(silences.size > 20, `${silences.size} fell silent`);
  const left = events.filter((one) => one.startsWith('leave')).length;
  const joined = events.filter((one) => one.startsWith('join')).length;
  assert.ok(left > 20 && left - joined < 20, `${left} left, ${joined} returned`);
  assert.ok(members.some((one) => one.version !== one.planned.version));
});

test('who is dead from the start stays dead, and the host of the drawings is left alone', () => {
  const { members, events } = anHourOfTrouble(2);
  const dead = members.filter((one) => one.planned.fate === 'dead');
  assert.ok(dead.length > 0 && dead.every((one) => one.silentUntil === Number.POSITIVE_INFINITY));
  const onCastHost = members.filter((one) => one.planned.host === CAST_HOST && one.planned.fate === 'steady');
  assert.ok(onCastHost.length > 0 && onCastHost.every((one) => one.silentUntil === 0));
  assert.ok(!events.some((one) => one.includes(`${CAST_HOST}:`)));
});

test('the same seed brings the same hour', () => {
  assert.deepEqual(anHourOfTrouble(3).events, anHourOfTrouble(3).events);
});

test('the next version of a release and of a release candidate is one higher', () => {
  assert.equal(nextVersion('2.1.9'), '2.1.10');
  assert.equal(nextVersion('4.3.0-rc.1'), '4.3.0-rc.2');
});
