import type { InstanceActivity } from '@cynosure/shared/console/instance.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';

/** Members whose fields history keeps as one: `/ttlSeconds` is a change of `/check`. */
const MEMBER: Readonly<Record<string, string>> = { checked: 'check', ttlSeconds: 'check' };

/** The last operation that changed what is behind a path. `items` come newest first. */
export function writerOf(
  items: InstanceActivity['items'],
  path: string,
): Pick<Operation, 'by' | 'at'> | undefined {
  const [, name = ''] = path.split('/');
  const member = MEMBER[name] ?? name;
  for (const item of items) {
    if (item.kind === 'operation' && item.changes.some((change) => change.path === `/${member}`))
      return item.operation;
  }
  return undefined;
}
