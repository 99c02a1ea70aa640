import { BlockList, isIPv6 } from 'node:net';
import { plainAddress } from '../access/address.ts';

/** Whether an address is one of those that limits per address do not mean. */
export type IsTrusted = (address: string) => boolean;

/** `networks`: addresses, networks in CIDR, and `loopback`; checked by the configuration. */
export function trustedNetworks(networks: readonly string[]): IsTrusted {
  const list = new BlockList();
  for (const network of networks) {
    if (network === 'loopback') {
      list.addSubnet('127.0.0.0', 8, 'ipv4');
      list.addAddress('::1', 'ipv6');
      continue;
    }
    const [address = '', bits] = network.split('/');
    const family = isIPv6(address) ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (remote) => {
    const address = plainAddress(remote).split('%')[0] ?? '';
    return address !== '' && list.check(address, isIPv6(address) ? 'ipv6' : 'ipv4');
  };
}
