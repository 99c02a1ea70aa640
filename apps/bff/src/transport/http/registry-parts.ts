import type { AccessBook } from '../../access/access-book.ts';
import type { Registry } from '../../registry/registry.ts';

/** What the routes of the registry's API work on. */
export interface RegistryParts {
  readonly registry: Registry;
  /** Who has what: things that are made or shared are added to it. */
  readonly book: AccessBook;
}
