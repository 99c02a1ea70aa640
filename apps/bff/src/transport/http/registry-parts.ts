import type { Caller } from '../../access/caller.ts';
import type { Registry } from '../../registry/registry.ts';

/** What the routes of the registry's API work on. */
export interface RegistryParts {
  readonly registry: Registry;
}

/** The account that owns what a caller creates: a main account itself, or the one of a sub account. */
export const ownerOf = ({ user }: Caller): string =>
  user === null ? '' : user.owner === '' ? user.id : user.owner;
