import type { Registry } from '../../registry/registry.ts';
import type { Credentials } from '../credentials.ts';
import type { Gate } from '../gate.ts';
import type { Passwords } from '../password.ts';
import type { RecreatedNames } from '../recreated-names.ts';
import type { TokenUses } from '../token-uses.ts';

/** What the routes of users, groups, roles and policies work with (contract/auth.md). */
export interface AccessRoutesParts {
  readonly registry: Registry;
  readonly gate: Gate;
  readonly credentials: Credentials;
  readonly passwords: Passwords;
  readonly uses: TokenUses;
  readonly recreated: RecreatedNames;
}
