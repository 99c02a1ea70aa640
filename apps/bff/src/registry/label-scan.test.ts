import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeFacts } from './instance-codec.ts';
import { findLabel } from './label-scan.ts';
import type { InstanceFacts, Labels } from './model.ts';

const facts = (labels: Labels): InstanceFacts => ({
  id: 'i'.repeat(200),
  namespace: 'n',
  service: 's',
  vpcId: 'v'.repeat(3_000_000),
  host: 'h',
  port: 0,
  protocol: null,
  version: '1',
  priority: 4_294_967_295,
  weight: 0,
  check: { ttlSeconds: 60 },
  location: { zone: 'z' },
  labels,
  logicSet: 'env',
  ctime: 1_700_000_000,
});

const read = (labels: Labels, key: string): string | undefined => {
  const { body, wireLength } = encodeFacts(facts(labels));
  // Somewhere in a chunk, as rows lie there.
  const chunk = Buffer.concat([Buffer.from('zz'), body, Buffer.from('zz')]);
  const span = { from: 0, to: 0 };
  const found = findLabel(chunk, 2, 2 + wireLength, Buffer.from(key), span);
  return found ? chunk.subarray(span.from, span.to).toString() : undefined;
};

test('a label is read from the bytes of a row as it was written', () => {
  const labels = { env: 'dev', empty: '', 中文: '值', long: 'v'.repeat(4096), 'a/b': 'x y' };
  for (const [key, value] of Object.entries(labels)) assert.equal(read(labels, key), value, key);
  assert.equal(read(labels, 'en'), undefined);
  assert.equal(read(labels, 'envy'), undefined);
  assert.equal(read({}, 'env'), undefined);
});

test('a value that holds the bytes of another label is not taken for it', () => {
  const { body } = encodeFacts(facts({ env: 'dev' }));
  const entry = Buffer.from(body).subarray(Buffer.from(body).indexOf('env') - 4);
  assert.equal(read({ trap: entry.toString('latin1').slice(0, 16) }, 'env'), undefined);
});
