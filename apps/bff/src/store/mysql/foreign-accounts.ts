import type { ForeignAccounts, ForeignUser } from '../../registry/foreign-accounts.ts';
import type { Db } from './sessions.ts';
import { ask } from './statements.ts';

type Row = Readonly<Record<string, unknown>>;

/**
 * Users and groups of the reference's servers, read and never written (decision 28). Its tokens are not even asked
 * for. Null where there is no table of users.
 */
export async function readForeignAccounts(db: Db): Promise<ForeignAccounts | null> {
  const tables = new Set(
    (
      await ask<{ name: string }>(
        db,
        'SELECT TABLE_NAME AS name FROM information_schema.TABLES WHERE TABLE_SCHEMA = DATABASE()',
      )
    ).map(({ name }) => name.toLowerCase()),
  );
  if (!tables.has('user')) return null;
  const users = await ask<Row>(
    db,
    `SELECT id, name, password, owner, source, comment, mobile, email, user_type, token_enable
      FROM user WHERE flag = 0 ORDER BY ctime, id`,
  );
  if (!tables.has('user_group') || !tables.has('user_group_relation')) {
    return { users: users.map(userOf), groups: [] };
  }
  const groups = await ask<Row>(
    db,
    'SELECT id, name, owner, comment, token_enable FROM user_group WHERE flag = 0 ORDER BY ctime, id',
  );
  const members = Map.groupBy(
    await ask<Row>(db, 'SELECT group_id, user_id FROM user_group_relation ORDER BY group_id, user_id'),
    ({ group_id }) => text(group_id),
  );
  return {
    users: users.map(userOf),
    groups: groups.map((row) => ({
      id: text(row.id),
      name: text(row.name),
      owner: text(row.owner),
      comment: text(row.comment),
      tokenEnabled: Number(row.token_enable) !== 0,
      users: (members.get(text(row.id)) ?? []).map(({ user_id }) => text(user_id)),
    })),
  };
}

const userOf = (row: Row): ForeignUser => ({
  id: text(row.id),
  name: text(row.name),
  passwordHash: text(row.password),
  owner: text(row.owner),
  source: text(row.source),
  comment: text(row.comment),
  mobile: text(row.mobile),
  email: text(row.email),
  type: Number(row.user_type),
  tokenEnabled: Number(row.token_enable) !== 0,
});

const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));
