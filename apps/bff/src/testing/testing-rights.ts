import type { Role } from '@cynosure/shared/console/access.ts';
import { Rights } from '../access/rights.ts';

/** What somebody may do who holds nothing but a role everywhere. */
export const rightsAs = (role: Role): Rights =>
  new Rights({
    holder: `a-${role}`,
    isMain: false,
    tenant: 'somebody',
    roles: [{ role }],
    policies: [],
    own: undefined,
  });
