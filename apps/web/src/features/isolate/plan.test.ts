import assert from 'node:assert/strict';
import test from 'node:test';
import type { Preview, PreviewService } from '@cynosure/shared/console/preview.ts';
import { changedRows, decisionsOf, outlookOf, unansweredStop } from './plan.ts';

const counts = (healthy: number, total: number) => ({
  total,
  healthy,
  unhealthy: total - healthy,
  isolated: 0,
  unchecked: 0,
});

const service = (name: string, more: Partial<PreviewService> = {}): PreviewService => ({
  namespace: 'default',
  service: name,
  here: 1,
  change: 1,
  now: counts(3, 3),
  after: counts(2, 3),
  weightNow: 300,
  weightAfter: 200,
  zones: [],
  spread: [],
  verdict: 'ok',
  causes: [],
  others: [],
  clients: 0,
  ...more,
});

const preview = (...services: PreviewService[]): Preview => ({
  previewId: 'p',
  position: '1',
  computedAt: 0,
  expiresAt: 0,
  totals: {
    instances: 0,
    services: 0,
    namespaces: 0,
    change: 0,
    unchanged: 0,
    forbidden: 0,
    stopped: 0,
  },
  services,
});

const stopped = service('checkout', { verdict: 'stop', after: counts(0, 3) });

test('a stop is left in traffic until somebody overrides it, and the confirm button counts accordingly', () => {
  const shown = preview(stopped, service('cart', { here: 2, change: 2 }), service('ledger', { change: 0 }));
  assert.deepEqual(outlookOf(shown, {}), { change: 2, left: 1, already: 1, forbidden: 0 });
  const override = { 'default/checkout': { decision: 'override', typed: '' } } as const;
  assert.deepEqual(outlookOf(shown, override), { change: 3, left: 0, already: 1, forbidden: 0 });
});

test('what one may not change is counted apart and never as changed', () => {
  const shown = preview(service('vault', { verdict: 'forbidden', here: 4, change: 0 }));
  assert.deepEqual(outlookOf(shown, {}), { change: 0, left: 0, already: 0, forbidden: 4 });
});

test('an override asks for the exact name of the service, and goes out with what was typed', () => {
  const shown = preview(stopped);
  const typed = (text: string) => ({ 'default/checkout': { decision: 'override', typed: text } }) as const;
  assert.equal(unansweredStop(shown, {}), undefined);
  assert.equal(unansweredStop(shown, typed('checkou'))?.service, 'checkout');
  assert.equal(unansweredStop(shown, typed('checkout')), undefined);
  assert.deepEqual(decisionsOf(shown, {}), [
    { namespace: 'default', service: 'checkout', decision: 'leave' },
  ]);
  assert.deepEqual(decisionsOf(shown, typed('checkout')), [
    { namespace: 'default', service: 'checkout', decision: 'override', typed: 'checkout' },
  ]);
});

test('a new preview names the rows that look different, came or went, and no others', () => {
  const shown = preview(service('cart'), service('search'), service('gone'));
  const next = preview(
    service('cart', { clients: 9 }),
    service('search', { after: counts(1, 3) }),
    service('new'),
  );
  assert.deepEqual([...changedRows(shown, next)].sort(), ['default/gone', 'default/new', 'default/search']);
});
