import { done, refused } from '@cynosure/shared/outcome.ts';
import { put } from '../../registry/changes.ts';
import { type Command, decided, keyOf } from '../../registry/command.ts';
import { fieldChanges } from '../../registry/commands/operation-record.ts';
import type { Actor } from '../../registry/model.ts';
import { SDK_ACCESS, type SdkAccess, sdkAccess } from '../sdk-access.ts';
import { accessOperation } from './record.ts';

/**
 * Says where SDKs need tokens. A namespace may be closed before it is there, and stays closed when it is made
 * again. Refusals: NoNeedUpdate.
 */
export function setSdkAccess(wanted: Partial<SdkAccess>, by: Actor): Command<SdkAccess> {
  return {
    name: 'setSdkAccess',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('setting', SDK_ACCESS)),
    decide(state, now) {
      const before = sdkAccess(state);
      const merged = { ...before, ...wanted };
      const after = { ...merged, closedNamespaces: [...new Set(merged.closedNamespaces)].sort() };
      const target = { kind: 'setting', id: SDK_ACCESS, label: SDK_ACCESS };
      const changes = fieldChanges(target, before, after);
      if (changes.length === 0) return decided(refused('NoNeedUpdate'));
      return {
        outcome: done(after),
        changes: [put('setting', SDK_ACCESS, after)],
        operation: accessOperation('setting.update', by, now.wallMs, changes),
      };
    },
  };
}
