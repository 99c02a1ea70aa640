import { done } from '@cynosure/shared/outcome.ts';
import { type Change, put } from '../registry/changes.ts';
import { type Command, decided, keyOf } from '../registry/command.ts';
import type { ForeignAccounts } from '../registry/foreign-accounts.ts';
import type { Actor, FieldChange } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';
import { StoreUnusable } from '../registry/store-port.ts';
import { defaultPolicyOfGroup, defaultPolicyOfUser, policiesOfMain } from './commands/default-policy.ts';
import { accessChanges, accessOperation, secondsOf } from './commands/record.ts';
import { type ImportPlan, mainOf, planImport, type Skipped } from './import-plan.ts';
import { isImportedHash, isKnownDefault, LOCKED } from './imported-password.ts';
import { FIRST_ACCOUNT } from './main-account.ts';

/** Key of the record that says that it is done. */
const IMPORTED = 'accounts imported';
const BY: Actor = { id: '', name: 'import', via: 'system' };

/** What was taken over, for the log. */
export interface ImportReport {
  readonly users: number;
  readonly groups: number;
  /** Names of accounts that nobody can sign in to before a password is set. */
  readonly locked: readonly string[];
  readonly skipped: readonly Skipped[];
}

/**
 * Takes over, once, the users and groups of the reference's servers on the same database (decision 28). Null where
 * there is nothing to take over, or it is done already. Throws StoreUnusable where it cannot be written.
 */
export async function importAccounts(registry: Registry): Promise<ImportReport | null> {
  const { shared } = registry.store;
  if (shared === undefined || registry.state.kept.secret.has(IMPORTED)) return null;
  const foreign = await shared.accounts();
  if (foreign === null) return null;
  const locked = new Set<string>();
  const main = mainOf(foreign);
  // Those below it are locked when somebody tries such a password (credentials.ts): a computation each is too much.
  if (main !== undefined && isImportedHash(main.passwordHash)) {
    if (await isKnownDefault(main.name, main.passwordHash)) locked.add(main.id);
  }
  const imported = await registry.run(takeOver(foreign, locked));
  if (imported.code !== 'ExecuteSuccess') {
    throw new StoreUnusable(
      `The accounts of the database cannot be taken over: ${imported.info ?? imported.code}.`,
    );
  }
  return imported.value;
}

function takeOver(foreign: ForeignAccounts, locked: ReadonlySet<string>): Command<ImportReport | null> {
  return {
    name: 'importAccounts',
    lane: 'operator',
    keys(_state, keys) {
      keys.writes(keyOf.record('secret', IMPORTED));
      keys.writes(FIRST_ACCOUNT);
      for (const { id } of foreign.users) keys.writes(keyOf.record('user', id));
      for (const { id } of foreign.groups) keys.writes(keyOf.record('group', id));
    },
    decide(state, now) {
      if (state.kept.secret.has(IMPORTED)) return decided(done(null));
      const plan = planImport(foreign, state, locked, secondsOf(now.wallMs));
      const { users, groups, skipped } = plan;
      return {
        outcome: done({
          users: users.length,
          groups: groups.length,
          locked: users.filter(({ passwordHash }) => passwordHash === LOCKED).map(({ name }) => name),
          skipped,
        }),
        changes: [put('secret', IMPORTED, { at: now.wallMs }), ...changesOf(plan)],
        operation: accessOperation('accounts.import', BY, now.wallMs, recordOf(plan)),
      };
    },
  };
}

/** The accounts, each with the policies that it would have if it had been made here. */
function changesOf({ users, groups }: ImportPlan): Change[] {
  const changes: Change[] = [];
  for (const user of users) {
    changes.push(put('user', user.id, user));
    const policies =
      user.kind === 'main' ? policiesOfMain(user, user.ctime) : [defaultPolicyOfUser(user, user.ctime)];
    for (const policy of policies) changes.push(put('policy', policy.id, policy));
  }
  for (const group of groups) {
    const policy = defaultPolicyOfGroup(group, group.ctime);
    changes.push(put('group', group.id, group), put('policy', policy.id, policy));
  }
  return changes;
}

/** What became of each account; what was left out says why. */
const recordOf = ({ users, groups, skipped }: ImportPlan): FieldChange[] => [
  ...users.flatMap((of) => accessChanges(null, { kind: 'user', of })),
  ...groups.flatMap((of) => accessChanges(null, { kind: 'group', of })),
  ...skipped.map(({ kind, id, name, why }) => ({
    target: { kind, id, label: name },
    path: '/import',
    before: null,
    after: `left out: ${why}`,
  })),
];
