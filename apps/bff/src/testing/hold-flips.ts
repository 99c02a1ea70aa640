import assert from 'node:assert/strict';
import type { Checker } from '../checker/checker.ts';
import { instanceIdOf } from '../registry/commands/new-ids.ts';
import { registerInstance } from '../registry/commands/register-instance.ts';
import type { Registry } from '../registry/registry.ts';
import type { FakeClock } from './fake-clock.ts';
import { aClient, aRegistration } from './testing-registry.ts';

const STEP_MS = 250;

/** Makes our hearing doubtful: `instances` on as many hosts of two zones beat and fall silent, all at once. Answers their ids. */
export async function holdFlips(
  { registry, checker, clock }: { registry: Registry; checker: Checker; clock: FakeClock },
  instances = 24,
): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < instances; at += 1) {
    const registration = aRegistration({
      service: 'silent',
      host: `10.200.0.${at}`,
      heartbeat: { ttlSeconds: 1 },
      location: { region: '', zone: at % 2 === 0 ? 'gz-1' : 'gz-2', campus: '' },
    });
    assert.equal((await registry.run(registerInstance(registration, aClient))).code, 'ExecuteSuccess');
    ids.push(instanceIdOf(registration));
  }
  for (const id of ids) checker.beat(id);
  for (let ms = 0; ms < 3_500; ms += STEP_MS) {
    clock.advance(STEP_MS);
    checker.sweep();
  }
  assert.equal(checker.hold?.instances, instances);
  return ids;
}
