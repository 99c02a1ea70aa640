/**
 * Names in addresses. A name may contain `/` and may be `.` or `..`, both of which browsers and proxies read as
 * structure: `/` is written `~1`, `~` itself `~2`, and a name of dots alone gets the prefix `~0`; then
 * percent-encoding (console/spec.md §3). Used for the console's own pages and for the paths of /console/v1.
 */
export function encodeSegment(name: string): string {
  const escaped = name.replaceAll('~', '~2').replaceAll('/', '~1');
  return keepReadable(encodeURIComponent(/^\.+$/.test(escaped) ? `~0${escaped}` : escaped));
}

/** The name behind a segment that is already percent-decoded, as routers hand it over. */
export function decodeSegment(segment: string): string {
  const bare = segment.startsWith('~0') ? segment.slice(2) : segment;
  return bare.replaceAll('~1', '/').replaceAll('~2', '~');
}

/** A path of several names: `pathOf('services', 'default', 'a/b')` → `/services/default/a~1b`. */
export const pathOf = (...names: string[]): string => `/${names.map(encodeSegment).join('/')}`;

/** Up to 50 hosts in one segment, IPv6 written bare. */
export const encodeHosts = (hosts: readonly string[]): string => hosts.map(encodeSegment).join(',');

export const decodeHosts = (segment: string): string[] =>
  segment.split(',').filter(Boolean).map(decodeSegment);

// Both are legal in a path, and an address of IPv6 hosts is to be read by people.
const keepReadable = (encoded: string): string => encoded.replaceAll('%3A', ':').replaceAll('%40', '@');
