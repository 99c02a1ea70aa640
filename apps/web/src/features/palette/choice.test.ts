import assert from 'node:assert/strict';
import test from 'node:test';
import type { SearchAnswer } from '@cynosure/shared/console/search.ts';
import { choicesFrom, isTooShortForHost, splitMatch } from './choice.ts';

const paths = {
  host: (hosts: readonly string[]) => `/hosts/${hosts.join()}`,
  isolate: (hosts: readonly string[]) => `/hosts/${hosts.join()}/isolate`,
};
const host = (label: string) => ({ label, to: `/hosts/${label}` });
const answer: SearchAnswer = {
  read: 'host',
  groups: [
    { kind: 'service', total: 1, items: [{ label: 'default/order', to: '/services/default/order' }] },
    { kind: 'hostPrefix', total: 11, items: [host('10.5.0.71')] },
    { kind: 'host', total: 1, items: [host('10.5.0.7')] },
  ],
};

test('the host comes first, followed by what can be done with it', () => {
  const groups = choicesFrom(answer, paths, () => true);
  assert.deepEqual(
    groups.map((group) => group.key),
    ['host', 'hostPrefix', 'service'],
  );
  assert.deepEqual(groups[0]?.choices.slice(1), [
    { kind: 'isolate', hosts: ['10.5.0.7'], to: '/hosts/10.5.0.7/isolate' },
    { kind: 'copyLink', host: '10.5.0.7', to: '/hosts/10.5.0.7' },
  ]);
  assert.equal(groups[1]?.total, 11);
});

test('several hosts can be opened and isolated together', () => {
  const several: SearchAnswer = {
    read: 'hosts',
    hosts: ['10.5.0.7', '10.5.0.8', '10.5.0.9'],
    groups: [{ kind: 'host', total: 3, items: [host('10.5.0.7'), host('10.5.0.8')] }],
  };
  const choices = choicesFrom(several, paths, () => true)[0]?.choices;
  assert.deepEqual(
    choices?.map((choice) => choice.kind),
    ['together', 'isolate', 'item', 'item'],
  );
  // All that were named, also those that the list of lines is too short for.
  assert.deepEqual(choices?.[1], {
    kind: 'isolate',
    hosts: ['10.5.0.7', '10.5.0.8', '10.5.0.9'],
    to: '/hosts/10.5.0.7,10.5.0.8,10.5.0.9/isolate',
  });
});

test('what would lead to a page that does not exist is left out', () => {
  const groups = choicesFrom(answer, paths, (to) => to.startsWith('/services'));
  assert.deepEqual(
    groups.map((group) => group.key),
    ['service'],
  );
});

test('the match is found in any case and once', () => {
  assert.deepEqual(splitMatch('10.5.0.71', '10.5.0.7'), ['', '10.5.0.7', '1']);
  assert.deepEqual(splitMatch('Order-order', 'order'), ['', 'Order', '-order']);
  assert.deepEqual(splitMatch('cart', 'x'), ['cart', '', '']);
  assert.equal(isTooShortForHost('10.'), true);
  assert.equal(isTooShortForHost('10.5'), false);
});
