import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FakeClock } from '../testing/fake-clock.ts';
import { SignInThrottle, type Try } from './sign-in-throttle.ts';

const aTry = (wishes: Partial<Try> = {}): Try => ({
  address: '10.0.0.1',
  accountId: 'u1',
  name: 'lin.qiao',
  ...wishes,
});

test('an address has 30 tries a minute, over all names', () => {
  const clock = new FakeClock();
  const throttle = new SignInThrottle(clock);
  for (let n = 0; n < 30; n += 1) {
    assert.equal(throttle.begin(aTry({ accountId: null, name: `guess-${n}` })), 0);
    clock.advance(1000);
  }
  assert.equal(throttle.begin(aTry({ accountId: null, name: 'next' })), 30_000);
  assert.equal(throttle.begin(aTry({ accountId: null, name: 'next', address: '10.0.0.2' })), 0);
  clock.advance(30_000);
  assert.equal(throttle.begin(aTry({ accountId: null, name: 'next' })), 0);
  assert.equal(throttle.begin(aTry({ accountId: null, name: 'next' })), 1000);
});

test('after 10 failures in a row an account has one try a minute, from wherever they came', () => {
  const clock = new FakeClock();
  const throttle = new SignInThrottle(clock);
  for (let n = 0; n < 10; n += 1) assert.equal(throttle.begin(aTry({ address: `10.0.0.${n}` })), 0);
  assert.equal(throttle.begin(aTry({ address: '10.0.1.1' })), 60_000);
  assert.equal(throttle.begin(aTry({ accountId: 'u2', address: '10.0.1.1' })), 0);
  clock.advance(60_000);
  assert.equal(throttle.begin(aTry({ address: '10.0.1.1' })), 0);
  assert.equal(throttle.begin(aTry({ address: '10.0.1.2' })), 60_000);
});

test('a name that nobody has is held back in the same way, so that the wait tells nothing', () => {
  const clock = new FakeClock();
  const throttle = new SignInThrottle(clock);
  const unknown = aTry({ accountId: null, name: 'nobody' });
  for (let n = 0; n < 10; n += 1) assert.equal(throttle.begin({ ...unknown, address: `10.0.0.${n}` }), 0);
  assert.equal(throttle.begin({ ...unknown, address: '10.0.1.1' }), 60_000);
});

test('a right password ends the row and is not counted against the address', () => {
  const throttle = new SignInThrottle(new FakeClock());
  for (let n = 0; n < 200; n += 1) {
    assert.equal(throttle.begin(aTry()), 0);
    throttle.succeeded(aTry());
  }
  for (let n = 0; n < 10; n += 1) assert.equal(throttle.begin(aTry()), 0);
  assert.equal(throttle.begin(aTry()), 60_000);
});

test('strangers cannot lock out an operator who has signed in from his address before', () => {
  const throttle = new SignInThrottle(new FakeClock());
  throttle.begin(aTry());
  throttle.succeeded(aTry());
  for (let n = 0; n < 10; n += 1) throttle.begin(aTry({ address: `10.9.0.${n}` }));
  assert.equal(throttle.begin(aTry({ address: '10.9.1.1' })), 60_000);
  assert.equal(throttle.begin(aTry()), 0);
});

test('many tries at once gain nothing over the same ones after each other', () => {
  const throttle = new SignInThrottle(new FakeClock());
  const taken = Array.from({ length: 100 }, (_, n) => throttle.begin(aTry({ address: `10.1.0.${n}` })));
  assert.equal(taken.filter((wait) => wait === 0).length, 10);
});
