import fc from 'fast-check';
import type { InstanceFacts, InstanceState, Labels } from '../registry/model.ts';

/** Facts and states of instances in all their shapes, for property tests. */

const text = fc.string({ unit: 'binary', maxLength: 80 });
const textOrNone = fc.option(fc.oneof(fc.constant(''), fc.constantFrom('v1', 'grpc'), text));
const uint32 = fc.oneof(fc.constant(0), fc.nat(300), fc.nat(0xffff_ffff));

/** A record as the registry makes it: with the prototype of objects. */
function plain<T>(members: { [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> {
  return fc.record(members, { noNullPrototype: true });
}

/** Keys that collide with what the registry injects, that JavaScript knows, that sort as numbers, and any. */
const labelKey = fc.oneof(
  fc.constantFrom('version', 'protocol', 'region', 'zone', 'campus', 'internal-lastheartbeat'),
  fc.constantFrom('__proto__', 'constructor', 'toString', '', '7', '10', 'env'),
  text,
);

export const someLabels: fc.Arbitrary<Labels> = fc
  .uniqueArray(fc.tuple(labelKey, fc.oneof(text, fc.string({ maxLength: 4096 }))), {
    selector: ([key]) => key,
    maxLength: 64,
    size: 'max',
    depthIdentifier: 'labels',
  })
  .map((pairs) => {
    const labels: Record<string, string> = Object.create(null);
    for (const [key, value] of pairs) labels[key] = value;
    return labels;
  });

export const someFacts: fc.Arbitrary<InstanceFacts> = plain({
  id: fc.oneof(
    fc.stringMatching(/^[0-9a-f]{40}$/),
    fc.string({ unit: 'binary', minLength: 1, maxLength: 200 }),
  ),
  namespace: fc.constantFrom('default', 'größer'),
  service: fc.constantFrom('pay', 'cart'),
  vpcId: textOrNone,
  host: fc.oneof(fc.ipV4(), text),
  port: fc.nat(65_535),
  protocol: textOrNone,
  version: textOrNone,
  priority: fc.option(uint32),
  weight: fc.nat(65_535),
  check: fc.oneof(
    fc.constantFrom('none' as const, 'off' as const),
    plain({ ttlSeconds: fc.integer({ min: 1, max: 60 }) }),
  ),
  location: fc.option(
    fc.record({ region: text, zone: text, campus: text }, { requiredKeys: [], noNullPrototype: true }),
  ),
  labels: someLabels,
  logicSet: textOrNone,
  ctime: uint32,
});

export const someState: fc.Arbitrary<InstanceState> = plain({
  healthy: fc.boolean(),
  isolateFlag: fc.boolean(),
  revision: fc.stringMatching(/^[0-9a-f]{32}$/),
  mtime: uint32,
  silentSince: fc.option(uint32),
});
