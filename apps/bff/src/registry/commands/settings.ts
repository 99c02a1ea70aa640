import type { SharedSettings } from '@cynosure/shared/console/settings.ts';
import { done, refused } from '@cynosure/shared/outcome.ts';
import { put } from '../changes.ts';
import { type Command, decided, keyOf } from '../command.ts';
import type { Actor } from '../model.ts';
import { CONSOLE_SETTINGS, settingsOf } from '../settings.ts';
import { fieldChanges, operationRecord } from './operation-record.ts';

/** Changes what is set for everybody; absent = stays. `started`: the environment of the start. Refusals: NoNeedUpdate. */
export function changeSettings(
  wanted: Partial<SharedSettings>,
  started: SharedSettings['environment'],
  by: Actor,
): Command<SharedSettings> {
  return {
    name: 'changeSettings',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('setting', CONSOLE_SETTINGS)),
    decide(state, now) {
      const before = settingsOf(state, started);
      const after: SharedSettings = { ...before, ...wanted };
      const target = { kind: 'setting', id: CONSOLE_SETTINGS, label: CONSOLE_SETTINGS };
      const changes = fieldChanges(target, before, after);
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      return {
        outcome: done(after),
        changes: [put('setting', CONSOLE_SETTINGS, after)],
        operation: operationRecord({ action: 'setting.update', by, wallMs: now.wallMs, changes }),
      };
    },
  };
}
