import { isIP, isIPv6 } from 'node:net';
import { hostsIn } from '@cynosure/shared/console/hosts-in.ts';
import type { SearchAnswer } from '@cynosure/shared/console/search.ts';
import type { RegistryState } from '../../registry/state.ts';

export const MOST_HOSTS = 50;

/** What somebody typed or pasted, read. */
export interface SearchText {
  readonly read: SearchAnswer['read'];
  readonly text: string;
  /** Named in full: one, or several. */
  readonly hosts: readonly string[];
  readonly port: number | null;
  /** Words beside the hosts that name none. */
  readonly ignored?: readonly string[];
  /** Hosts that were named beyond the most that can be looked at together. */
  readonly surplus?: number;
}

/**
 * Reads a search (console/spec.md §5, Palette): an IP, the begin of one, `host:port`, up to 50 hosts in any
 * separators, an id, or anything else.
 */
export function readSearch(state: RegistryState, q: string): SearchText {
  const text = q.trim();
  const isHost = (word: string) => isIP(word) !== 0 || state.instances.hosts.find(word) !== undefined;
  const words = hostsIn(text);
  const plain = { text, hosts: [], port: null };
  // Stray words in a pasted list are no reason to give the hosts up.
  const named = words.filter(isHost);
  if (named.length > 0 && words.length > 1) {
    return {
      read: named.length > 1 ? 'hosts' : 'host',
      text,
      hosts: named.slice(0, MOST_HOSTS),
      port: null,
      ignored: words.filter((word) => !isHost(word)),
      surplus: Math.max(0, named.length - MOST_HOSTS),
    };
  }
  if (isHost(text)) return { read: 'host', text, hosts: [text], port: null };
  const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host !== undefined && isHost(host) && !isIPv6(text)) {
    return { read: 'hostPort', text, hosts: [host], port: Number(port) };
  }
  // With a scheme, a path or quotes around it.
  if (named.length > 0) return { read: 'host', text, hosts: named, port: null };
  if (state.instances.slotOf(text) !== -1 || /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text))
    return { read: 'id', ...plain };
  if (/^\d{1,3}(\.\d{1,3}){1,3}\.?$/.test(text) || /^[0-9a-f]{1,4}:[0-9a-f:]*$/i.test(text))
    return { read: 'prefix', ...plain };
  return { read: 'text', ...plain };
}
