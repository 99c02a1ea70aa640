import { decodeSegment } from '@cynosure/shared/console/path.ts';
import type { Outcome } from '@cynosure/shared/outcome.ts';
import type { AccessAdmin } from '../../access/access.ts';
import { tenantOf, userById } from '../../access/user.ts';
import type { ConsoleContext } from '../context.ts';
import { fieldProblem, problem, type Refused } from '../problem.ts';
import type { ConsoleRequest } from '../route.ts';
import { refusedThing } from '../write/named-thing.ts';
import type { OnceOnly } from '../write/once-only.ts';

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

/** A refusal of a write, with the thing as it is now. */
export function refusedWrite(
  refusal: Exclude<Outcome<unknown>, { code: 'ExecuteSuccess' }>,
  current?: unknown,
): Refused {
  const answer = refusedThing(refusal, current);
  switch (refusal.code) {
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
      return { ...answer, status: 422 };
    case 'NotAllowedAccess':
      return { ...answer, status: 403 };
    default:
      return answer;
  }
}
