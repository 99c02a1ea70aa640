import { refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided, keyOf } from '../../registry/command.ts';
import type { SeenEffect } from '../../registry/commands/isolation-ask.ts';
import { type IsolationTarget, isWorse, previewIsolation } from '../../registry/isolation-preview.ts';

/**
 * The command, refused (BadRequest) where taking the target out of traffic is by now worse than what was seen,
 * or would leave a service without a healthy instance. For writes that offer no override.
 */
export const guarded = <T>(
  command: Command<T>,
  target: IsolationTarget,
  seen: readonly SeenEffect[],
): Command<T> => ({
  name: command.name,
  lane: command.lane,
  keys(state, keys) {
    command.keys(state, keys);
    for (const effect of previewIsolation(state, target))
      keys.writes(keyOf.service(effect.namespace, effect.service));
  },
  decide(state, now) {
    for (const { namespace, service, verdict } of previewIsolation(state, target)) {
      if (verdict === 'stop') {
        return decided(
          refused(
            'BadRequest',
            `${service} would have no healthy instance; isolate it with an override instead`,
          ),
        );
      }
      const before = seen.find((one) => one.namespace === namespace && one.service === service);
      if (before === undefined || isWorse(before.verdict, verdict)) {
        return decided(
          refused('BadRequest', `the health of ${service} changed since you looked; look again`),
        );
      }
    }
    return command.decide(state, now);
  },
});
