import type { NamedId } from '@cynosure/shared/console/access.ts';
import { EVERY } from '@cynosure/shared/console/resource.ts';

/** What a thing is called that a policy names; undefined for all of its kind. */
export function thingName({ id, name, namespace }: NamedId & { namespace?: string }): string | undefined {
  if (id === EVERY) return undefined;
  return namespace === undefined ? name : `${namespace}/${name}`;
}
