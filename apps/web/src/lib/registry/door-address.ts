import type { ServerFacts } from '@cynosure/shared/console/settings.ts';

type Doors = NonNullable<ServerFacts['doors']>;

/** Addresses that stand for all of a machine's: nobody can be told to call them. */
const EVERYWHERE = /^(0\.0\.0\.0|\[::\])(?=:\d+$)/;

/** host:port by which a client reaches an open door, for somebody who has reached the console as `here`. */
export function doorAddress(
  doors: ServerFacts['doors'],
  kind: Doors[number]['kind'],
  here: string,
): string | undefined {
  return doors?.find((door) => door.kind === kind)?.address.replace(EVERYWHERE, here);
}

/** The same as the beginning of a URL. */
export function doorUrl(
  doors: ServerFacts['doors'],
  kind: Doors[number]['kind'],
  here: string,
): string | undefined {
  const address = doorAddress(doors, kind, here);
  const scheme = doors?.find((door) => door.kind === kind)?.encrypted ? 'https' : 'http';
  return address === undefined ? undefined : `${scheme}://${address}`;
}
