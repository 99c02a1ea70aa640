import { isIPv4, isIPv6 } from 'node:net';

/** An address as people write it: an IPv4 one that travels as IPv6 (`::ffff:10.0.0.1`) is shown as itself. */
export const plainAddress = (remote: string | undefined): string => {
  const address = remote ?? '';
  const inner = address.slice(address.lastIndexOf(':') + 1);
  return /^::ffff:/i.test(address) && isIPv4(inner) ? inner : address;
};

/**
 * Whom a limit per address means. One customer of IPv6 owns a whole /64, so all of it counts as one.
 */
export function limitedAddress(remote: string): string {
  const address = plainAddress(remote);
  if (!isIPv6(address)) return address;
  const [head = '', tail] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const front = head === '' ? [] : head.split(':');
  const back = tail ? tail.split(':') : [];
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - front.length - back.length);
  return [...front, ...Array<string>(zeros).fill('0'), ...back]
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(':');
}
