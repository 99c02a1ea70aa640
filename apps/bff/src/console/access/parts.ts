import { decodeSegment } from '@cynosure/shared/console/path.ts';
import { type Outcome, refused } from '@cynosure/shared/outcome.ts';
import type { AccessAdmin } from '../../access/access.ts';
import { tenantOf, userById } from '../../access/user.ts';
import { type Command, decided } from '../../registry/command.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, invalidFields, problem, type Refused, refusalProblem } from '../problem.ts';
import type { Answer, ConsoleRequest, ConsoleRoute } from '../route.ts';
import { type Idempotency, type OnceOnly, rememberedAs } from '../write/once-only.ts';

/** What the Access pages work with. */
export interface AccessContext {
  readonly context: ConsoleContext;
  readonly admin: AccessAdmin;
  readonly once: OnceOnly;
}

/** Id of the main account of whoever asks; '' if that is gone. */
export function tenantOfAsker({ state }: ConsoleContext, { asker }: ConsoleRequest): string {
  const user = userById(state, asker.actor.id);
  return user === undefined ? '' : tenantOf(user);
}

export const idIn = ({ params }: ConsoleRequest): string => decodeSegment(params.id ?? '');

/** A write that happens once, however often it is sent; `replay` answers it again from what was kept of it. */
export const writing = (
  { once }: AccessContext,
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
export const since = <T>(
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
        if (current === undefined || current === seen.revision) return command.decide(state, now);
        return decided(refused('DataConflict', 'It was changed meanwhile.'));
      },
    },
    idempotency,
    () => ref,
  );

/** A refusal of a write, with the thing as it is now. */
export function refusedWrite(
  refusal: Exclude<Outcome<unknown>, { code: 'ExecuteSuccess' }>,
  current?: unknown,
) {
  const more = current === undefined ? {} : { more: { current } };
  switch (refusal.code) {
    case 'DataConflict':
      return problem(412, refusal.code, refusal.info, { type: 'Changed', ...more });
    case 'NoNeedUpdate':
      return problem(409, refusal.code, 'Nothing is to be changed.', { type: 'NothingToDo', ...more });
    case 'UserExisted':
    case 'UserGroupExisted':
    case 'ExistedResource':
      return problem(409, refusal.code, 'The name is taken.', {
        type: 'Existed',
        fields: [fieldProblem('name', 'The name is taken.', refusal.code)],
      });
    case 'NotFoundNamespace':
    case 'NotFoundService':
    case 'NotFoundUser':
    case 'NotFoundUserGroup':
      // Of the body; a thing of the path was looked for before.
      return { ...refusalProblem(refusal), status: 422, ...more };
    case 'NotAllowedAccess':
      return { ...refusalProblem(refusal), status: 403, ...more };
    default:
      return { ...refusalProblem(refusal), ...more };
  }
}

/** A deletion is confirmed by the name, typed. */
export const untyped = (typed: string, name: string): Refused | null =>
  typed === name ? null : invalidFields([fieldProblem('typed', `Type ${name} to confirm.`)]);
