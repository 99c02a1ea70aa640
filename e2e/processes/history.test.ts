import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { History, type State } from './history.ts';

const listing = (states: Readonly<Record<string, State>>): Map<string, string> =>
  new Map(Object.entries(states).flatMap(([key, state]) => (state === null ? [] : [[key, state]])));

test('what was acknowledged must be listed, in the version that was acknowledged last', () => {
  const history = new History();
  history.ask('a', '1').acknowledge();
  history.ask('a', '2').acknowledge();
  assert.deepEqual(history.violations(listing({ a: '2' })), []);
  assert.deepEqual(history.violations(listing({ a: '1' })), [{ key: 'a', allowed: ['2'], listed: '1' }]);
  assert.deepEqual(history.violations(listing({})), [{ key: 'a', allowed: ['2'], listed: null }]);
});

test('an acknowledged deregistration must not come back', () => {
  const history = new History();
  history.ask('a', '1').acknowledge();
  history.ask('a', null).acknowledge();
  assert.deepEqual(history.violations(listing({})), []);
  assert.equal(history.violations(listing({ a: '1' })).length, 1);
});

test('what was asked for and not answered may have happened or not, until a listing settles it', () => {
  const history = new History();
  history.ask('a', '1').acknowledge();
  history.ask('a', '2');
  assert.deepEqual(history.violations(listing({ a: '1' })), []);
  assert.deepEqual(history.violations(listing({ a: '2' })), []);
  history.settle(listing({ a: '2' }));
  assert.equal(history.violations(listing({ a: '1' })).length, 1);
});

test('what nobody asked for must not be listed', () => {
  assert.deepEqual(new History().violations(listing({ ghost: '1' })), [
    { key: 'ghost', allowed: [null], listed: '1' },
  ]);
});

/** One step of a client: which instance, what it asks for ('' = to be gone), whether it happened and was answered. */
const step = fc.record({
  key: fc.constantFrom('a', 'b', 'c', 'd'),
  state: fc.constantFrom('', '1', '2', '3'),
  outcome: fc.constantFrom('answered', 'happened', 'never came to pass'),
});
type Step = { readonly key: string; readonly state: string; readonly outcome: string };

/** The history of these steps, and what a registry lists that was honest. */
function play(steps: readonly Step[]) {
  const history = new History();
  const honest = new Map<string, string>();
  for (const [number, { key, state, outcome }] of steps.entries()) {
    const version = state === '' ? null : `${state}.${number}`;
    const asked = history.ask(key, version);
    if (outcome === 'answered') asked.acknowledge();
    if (outcome === 'never came to pass') continue;
    if (version === null) honest.delete(key);
    else honest.set(key, version);
  }
  return { history, honest };
}

const anySeed = (): number => Math.trunc(Math.random() * 2 ** 31);

test('an honest registry is never accused, whatever was left unanswered', (t) => {
  const seed = anySeed();
  t.diagnostic(`seed ${seed}`);
  const honestIsFine = fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
    const { history, honest } = play(steps);
    assert.deepEqual(history.violations(honest), []);
    history.settle(honest);
    assert.deepEqual(history.violations(honest), []);
  });
  fc.assert(honestIsFine, { seed, numRuns: 2_000 });
});

test('a registry that loses, brings back or makes up any one instance is always accused of that one', (t) => {
  const seed = anySeed();
  t.diagnostic(`seed ${seed}`);
  const lie = fc.constantFrom(null, '1.0', '2.1', 'made up');
  const liesShow = fc.property(
    fc.array(step, { maxLength: 40 }),
    fc.constantFrom('a', 'b', 'z'),
    lie,
    (steps, key, said) => {
      const { history, honest } = play(steps.map((one) => ({ ...one, outcome: 'answered' })));
      fc.pre((honest.get(key) ?? null) !== said);
      const lying = new Map(honest);
      if (said === null) lying.delete(key);
      else lying.set(key, said);
      assert.deepEqual(
        history.violations(lying).map((one) => one.key),
        [key],
      );
    },
  );
  fc.assert(liesShow, { seed, numRuns: 2_000 });
});
