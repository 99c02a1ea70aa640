import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { byTalking } from './election.ts';

/** The browser around several tabs: their channel and what they store, with the clock in the test's hand. */
function browser(t: TestContext) {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: 1e12 });
  const channels = new Set<Channel>();
  class Channel {
    onmessage: ((event: { data: unknown }) => void) | null = null;
    constructor() {
      channels.add(this);
    }
    postMessage(data: unknown) {
      for (const other of channels) if (other !== this) other.onmessage?.({ data });
    }
  }
  const stored = new Map<string, string>();
  const localStorage = {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  };
  const before = { BroadcastChannel: globalThis.BroadcastChannel, localStorage: globalThis.localStorage };
  Object.assign(globalThis, { BroadcastChannel: Channel });
  Object.defineProperty(globalThis, 'localStorage', {
    value: localStorage,
    configurable: true,
    writable: true,
  });
  t.after(() => {
    Object.assign(globalThis, before);
  });
  const tab = () => {
    const facts = { leads: false };
    const election = byTalking(
      'test',
      () => {
        facts.leads = true;
      },
      () => {
        facts.leads = false;
      },
    );
    return { ...election, facts };
  };
  /** What a tab says that is not ours to build. */
  const say = (kind: string) => new Channel().postMessage({ kind, tab: '!' });
  /** In small steps: while the mock runs a timer, its clock says the end of the step. */
  const pass = (ms: number) => {
    for (let passed = 0; passed < ms; passed += 100) t.mock.timers.tick(100);
  };
  return { tab, say, stored, pass };
}

test('the first tab of a browser takes it soon, and the next one follows', (t) => {
  const { tab, pass } = browser(t);
  const [first, second] = [tab(), tab()];
  first.campaign();
  pass(200);
  assert.equal(first.facts.leads, true);
  second.campaign();
  pass(10_000);
  assert.deepEqual([first.facts.leads, second.facts.leads], [true, false]);
  first.resign();
  pass(200);
  assert.equal(second.facts.leads, true);
});

test('a holder that is too busy to answer at once is waited for', (t) => {
  const { tab, say, stored, pass } = browser(t);
  stored.set('test.holder', '!');
  const second = tab();
  second.campaign();
  pass(900);
  assert.equal(second.facts.leads, false);
  say('here');
  pass(2_900);
  assert.equal(second.facts.leads, false);
});

test('a note of a tab that crashed is not waited for longer than its answer would be', (t) => {
  const { tab, stored, pass } = browser(t);
  stored.set('test.holder', 'crashed');
  const second = tab();
  second.campaign();
  pass(4_100);
  assert.equal(second.facts.leads, true);
  second.resign();
  assert.equal(stored.size, 0);
});
