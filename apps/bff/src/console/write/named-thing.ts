import type { Outcome } from '@cynosure/shared/outcome.ts';
import { refused } from '@cynosure/shared/outcome.ts';
import { type Command, decided } from '../../registry/command.ts';
import type { RegistryState } from '../../registry/state.ts';
import { fieldProblem, invalidFields, problem, type Refused, refusalProblem } from '../problem.ts';
import type { Answer, ConsoleRequest, ConsoleRoute } from '../route.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from './once-only.ts';

/** A write that happens once, however often it is sent; `replay` answers it again from what was kept of it. */
export const writing = (
  once: OnceOnly,
  route: Omit<ConsoleRoute, 'handle'>,
  write: (request: ConsoleRequest, idempotency: Idempotency) => Answer | Promise<Answer>,
  replay: (request: ConsoleRequest, ref: string) => Answer,
): ConsoleRoute => ({
  ...route,
  handle: (request) =>
    once.run(
      request,
      (idempotency) => write(request, idempotency),
      (ref) => replay(request, ref),
    ),
});

/** The command, refused (DataConflict) where the thing is no longer what the writer saw, and kept by its ref. */
export const ifUnchanged = <T>(
  command: Command<T>,
  idempotency: Idempotency,
  seen: { readonly revision: string; readonly now: (state: RegistryState) => string | undefined },
  ref: string,
): Command<T> =>
  rememberedAs(
    {
      ...command,
      decide(state, now) {
        const current = seen.now(state);
        if (current === undefined) return decided(refused('NotFoundResource', 'It is gone meanwhile.'));
        if (current === seen.revision) return command.decide(state, now);
        return decided(refused('DataConflict', 'It was changed meanwhile.'));
      },
    },
    idempotency,
    () => ref,
  );

/** A refusal of such a write, with the thing as it is now. */
export function refusedThing(
  refusal: Exclude<Outcome<unknown>, { code: 'ExecuteSuccess' }>,
  current?: unknown,
): Refused {
  const more = current === undefined ? {} : { more: { current } };
  if (refusal.code === 'DataConflict')
    return problem(412, refusal.code, refusal.info, { type: 'Changed', ...more });
  if (refusal.code === 'NoNeedUpdate')
    return problem(409, refusal.code, 'Nothing is to be changed.', { type: 'NothingToDo', ...more });
  return { ...refusalProblem(refusal), ...more };
}

/** A deletion is confirmed by the name, typed; null = it was. */
export const untyped = (typed: string, name: string): Refused | null =>
  typed === name ? null : invalidFields([fieldProblem('typed', `Type ${name} to confirm.`)]);
