import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Instance } from '@cynosure/shared/console/instance.ts';
import { beatsOf, summaryOf } from './beats.ts';
import { changedBesides, type Draft, emptyDraft, outcomeOf, patchOf, wantedOf } from './draft.ts';

const instance = (wishes: Partial<Instance> = {}): Instance => ({
  ...{ id: 'i', namespace: 'default', service: 'order', host: '10.5.0.7', port: 80 },
  health: { state: 'healthy', sinceAt: 0, missedBeats: 0 },
  isolation: null,
  ...{ checked: true, ttlSeconds: 5, weight: 100, priority: 0, protocol: 'grpc', version: '4.2.0' },
  ...{ region: 'south', zone: 'gz-3', campus: '', labels: { env: 'prod', rack: 'B-12' }, held: {} },
  ...{ lastBeatAt: 0, revision: 'r', registeredAt: 0, changedAt: 0, may: {}, beats: [], intents: [] },
  ...{ othersWeight: 0, logicSet: '', vpcId: '' },
  uptake: { clients: 0, delivered: 0, confirmed: 0, behind: [], startedAt: 0 },
  ...wishes,
});

const draft = (fields: Draft['fields'], rest: Partial<Draft> = {}): Draft => ({
  ...emptyDraft,
  fields,
  ...rest,
});

test('only what was changed is asked for, each with the value that was seen', () => {
  const base = instance();
  const { wanted, wrong } = wantedOf(draft({ weight: ' 20 ', version: '4.2.0', zone: 'gz-4' }), base);
  assert.deepEqual(wrong, []);
  const { changes, conflicts } = outcomeOf(emptyDraft, wanted, base, base);
  assert.deepEqual(conflicts, []);
  assert.deepEqual(patchOf(changes), [
    { op: 'test', path: '/weight', value: 100 },
    { op: 'add', path: '/weight', value: 20 },
    { op: 'test', path: '/location/zone', value: 'gz-3' },
    { op: 'add', path: '/location/zone', value: 'gz-4' },
  ]);
});

test('a TTL outside 1 to 60 is refused and never replaced', () => {
  for (const ttlSeconds of ['120', '0', '', '5.5', '-1', '61', 'abc']) {
    assert.deepEqual(wantedOf(draft({ ttlSeconds }), instance()), {
      wanted: [],
      wrong: [{ at: 'ttlSeconds', fault: 'ttl' }],
      wrongLabels: false,
    });
  }
  assert.deepEqual(wantedOf(draft({ ttlSeconds: '60' }), instance()).wanted, [
    { path: '/ttlSeconds', value: 60 },
  ]);
});

test('without a check there is no TTL to ask for, and with one health is the checker’s', () => {
  assert.deepEqual(wantedOf(draft({ checked: false, ttlSeconds: '9' }), instance()).wanted, [
    { path: '/checked', value: false },
  ]);
  assert.deepEqual(wantedOf(draft({ healthy: false }), instance()).wanted, []);
  const unchecked = instance({
    checked: false,
    ttlSeconds: null,
    health: { state: 'unchecked', sinceAt: 0, missedBeats: 0, reported: true },
  });
  assert.deepEqual(wantedOf(draft({ healthy: false }), unchecked).wanted, [
    { path: '/healthy', value: false },
  ]);
});

test('labels are asked for one by one; one that is missing is taken away', () => {
  const labels = [
    { id: 0, key: 'env', value: 'test' },
    { id: 1, key: ' a/b ', value: 'x' },
    { id: 2, key: '', value: '' },
  ];
  assert.deepEqual(wantedOf(draft({}, { labels }), instance()), {
    wanted: [
      { path: '/labels/rack', value: null },
      { path: '/labels/env', value: 'test' },
      { path: '/labels/a~1b', value: 'x' },
    ],
    wrong: [],
    wrongLabels: false,
  });
});

test('labels of which one cannot be are wrong as a whole', () => {
  const labels = [
    { id: 0, key: 'a', value: '1' },
    { id: 1, key: 'a ', value: '2' },
  ];
  assert.equal(wantedOf(draft({}, { labels }), instance()).wrongLabels, true);
});

test('a field that somebody else changed is in conflict until one is chosen, and again if theirs moves on', () => {
  const base = instance();
  const { wanted } = wantedOf(draft({ weight: '20', version: '5' }), base);
  const theirs = instance({ weight: 50 });
  const open = outcomeOf(emptyDraft, wanted, base, theirs);
  assert.deepEqual(open.conflicts, [{ path: '/weight', seen: 100, theirs: 50, mine: 20 }]);
  assert.deepEqual(
    open.changes.map(({ path }) => path),
    ['/version'],
  );
  const mine = draft({}, { choices: { '/weight': { choose: 'mine', on: 50 } } });
  assert.deepEqual(outcomeOf(mine, wanted, base, theirs).changes[0], {
    path: '/weight',
    seen: 50,
    value: 20,
  });
  const keep = draft({}, { choices: { '/weight': { choose: 'theirs', on: 50 } } });
  assert.deepEqual(outcomeOf(keep, wanted, base, theirs).changes.length, 1);
  const movedOn = outcomeOf(mine, wanted, base, instance({ weight: 60 }));
  assert.equal(movedOn.conflicts[0]?.choice, undefined);
  assert.deepEqual(
    movedOn.changes.map(({ path }) => path),
    ['/version'],
  );
  // They came to the same value: nothing is left to do.
  assert.deepEqual(outcomeOf(emptyDraft, wanted, base, instance({ weight: 20 })).conflicts, []);
});

test('what somebody else changed elsewhere is told, what is edited here is not told twice', () => {
  const current = instance({ weight: 50, zone: 'gz-9', labels: { env: 'prod', rack: 'C-1' } });
  assert.deepEqual(changedBesides(instance(), current, new Set(['/weight'])), [
    '/location/zone',
    '/labels/rack',
  ]);
});

test('arrivals are measured by the TTL: late from 1.4 periods on, missed from three', () => {
  const beats = beatsOf(
    [
      { at: 0, gapMs: 0 },
      { at: 5_000, gapMs: 5_000 },
      { at: 13_000, gapMs: 8_000 },
      { at: 30_000, gapMs: 17_000 },
    ],
    5,
  );
  assert.deepEqual(
    beats.map(({ kind, missed }) => `${kind} ${missed}`),
    ['onTime 0', 'onTime 0', 'late 1', 'missed 3'],
  );
  assert.deepEqual(summaryOf(beats), { heard: 4, late: 2, longestMs: 17_000, usualMs: 8_000 });
});
