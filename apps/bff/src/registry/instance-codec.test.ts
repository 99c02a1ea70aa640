import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { someFacts, someLabels } from '../testing/facts-arbitrary.ts';
import { decodeFacts, encodeFacts, hashLabels, openBody } from './instance-codec.ts';
import { labelHash } from './tables/instance-table.ts';

test('whatever is said about an instance comes out of its bytes as it went in', () => {
  fc.assert(
    fc.property(someFacts, (facts) => {
      const { body, wireLength } = encodeFacts(facts);
      assert.deepEqual(decodeFacts(body, wireLength, facts), facts);
      const order = (labels: object) => Object.keys(labels).filter((key) => !INJECTED.has(key));
      assert.deepEqual(order(decodeFacts(body, wireLength, facts).labels), order(facts.labels));
    }),
    { numRuns: 500 },
  );
});

const INJECTED = new Set(['version', 'protocol', 'region', 'zone', 'campus']);

test('64 labels of 4 KiB each are kept, also where all of the injected names are among them', () => {
  const labels: Record<string, string> = Object.create(null);
  for (const key of INJECTED) labels[key] = 'mine';
  for (let i = 0; Object.keys(labels).length < 64; i += 1) labels[`label-${i}`] = 'v'.repeat(4096);
  const [sample] = fc.sample(someFacts, 1);
  assert.ok(sample);
  const facts = { ...sample, version: '1', protocol: 'grpc', location: {}, labels };
  const { body, wireLength } = encodeFacts(facts);
  assert.deepEqual({ ...decodeFacts(body, wireLength, facts).labels }, { ...labels });
});

test('label hashes come from the bytes in the order of the decoded labels', () => {
  const into = new Uint32Array(255);
  fc.assert(
    fc.property(someFacts, someLabels, (some, labels) => {
      const facts = { ...some, labels };
      const { body, wireLength } = encodeFacts(facts);
      const count = hashLabels(body, 0, openBody(body, 0, body.length, wireLength).keptLength, into);
      const decoded = Object.entries(decodeFacts(body, wireLength, facts).labels);
      assert.deepEqual(
        [...into.subarray(0, count)],
        decoded.map(([key, value]) => labelHash(key, value)),
      );
    }),
  );
});

test('a damaged row is refused and not read as something else', () => {
  const [facts] = fc.sample(someFacts, 1);
  assert.ok(facts);
  const { body, wireLength } = encodeFacts({ ...facts, vpcId: 'vpc' });
  const cut = body.subarray(0, body.length - 1);
  assert.throws(() => decodeFacts(cut, wireLength, facts), RangeError);
  const wrong = Uint8Array.from(body);
  wrong[wireLength] = 0x7a;
  assert.throws(() => decodeFacts(wrong, wireLength, facts), RangeError);
});
