import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { hashOf, IdIndex } from './id-index.ts';

/** Few ids with the same hash bits in turn, so that runs of cells overlap and gone ones are used again. */
const id = fc.oneof(
  fc.nat(40).map(String),
  fc.nat(4000).map((n) => `instance-${n}`),
);
const step = fc.record({ id, there: fc.boolean() });

test('every id is found at its slot, and no other, through any history of adding and removing', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 6000, size: 'max' }), (steps) => {
      const ids: Buffer[] = [];
      const hashes = new Uint32Array(steps.length);
      const index = new IdIndex({
        hashes,
        hasId: (slot, wanted) => ids[slot]?.equals(wanted) ?? false,
      });
      const model = new Map<string, number>();
      for (const { id: text, there } of steps) {
        const known = model.get(text);
        assert.equal(index.find(Buffer.from(text)), known ?? -1);
        if (there && known === undefined) {
          const slot = ids.push(Buffer.from(text)) - 1;
          hashes[slot] = hashOf(Buffer.from(text));
          index.add(slot);
          model.set(text, slot);
        } else if (!there && known !== undefined) {
          index.remove(known);
          model.delete(text);
        }
        assert.equal(index.size, model.size);
      }
      for (const [text, slot] of model) assert.equal(index.find(Buffer.from(text)), slot);
    }),
    { numRuns: 30 },
  );
});
