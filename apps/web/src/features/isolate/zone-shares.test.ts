import assert from 'node:assert/strict';
import { test } from 'node:test';
import { zoneShares } from './zone-shares.ts';

test('shares are of all that clients can call, summed over the services, before and after', () => {
  const shares = zoneShares([
    {
      spread: [
        { zone: 'gz-4', healthyNow: 10, healthyAfter: 10 },
        { zone: 'gz-3', healthyNow: 6, healthyAfter: 2 },
      ],
    },
    { spread: [{ zone: 'gz-3', healthyNow: 4, healthyAfter: 3 }] },
  ]);
  assert.deepEqual(shares, [
    { zone: 'gz-3', now: 10, after: 5, shareNow: 0.5, shareAfter: 5 / 15 },
    { zone: 'gz-4', now: 10, after: 10, shareNow: 0.5, shareAfter: 10 / 15 },
  ]);
});

test('one zone alone, or nothing to call before and after, has no shares', () => {
  assert.deepEqual(zoneShares([{ spread: [{ zone: 'gz-3', healthyNow: 3, healthyAfter: 0 }] }]), []);
  assert.deepEqual(
    zoneShares([
      {
        spread: [
          { zone: 'a', healthyNow: 2, healthyAfter: 0 },
          { zone: 'b', healthyNow: 0, healthyAfter: 0 },
        ],
      },
    ]),
    [],
  );
  assert.deepEqual(zoneShares([]), []);
});
