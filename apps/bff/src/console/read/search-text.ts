import { isIP, isIPv6 } from 'node:net';
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
}

/**
 * Reads a search (console/spec.md §5, Palette): an IP, the begin of one, `host:port`, up to 50 hosts in any
 * separators, an id, or anything else.
 */
export function readSearch(state: RegistryState, q: string): SearchText {
  const text = q.trim();
  const isHost = (word: string) => isIP(word) !== 0 || state.instances.hosts.find(word) !== undefined;
  const words = [...new Set(text.split(/[\s,;|]+/).filter(Boolean))];
  const plain = { text, hosts: [], port: null };
  if (words.length > 1) {
    const hosts = words.filter(isHost);
    // One stray word in a pasted list is no reason to give the hosts up.
    if (hosts.length > 1) return { read: 'hosts', text, hosts: hosts.slice(0, MOST_HOSTS), port: null };
  }
  if (isHost(text)) return { read: 'host', text, hosts: [text], port: null };
  const [, host, port] = /^\[?(.+?)\]?:(\d{1,5})$/.exec(text) ?? [];
  if (host !== undefined && isHost(host) && !isIPv6(text)) {
    return { read: 'hostPort', text, hosts: [host], port: Number(port) };
  }
  if (state.instances.slotOf(text) !== -1 || /^[0-9A-HJKMNP-TV-Z]{26}$/.test(text))
    return { read: 'id', ...plain };
  if (/^\d{1,3}(\.\d{1,3}){1,3}\.?$/.test(text) || /^[0-9a-f]{1,4}:[0-9a-f:]*$/i.test(text))
    return { read: 'prefix', ...plain };
  return { read: 'text', ...plain };
}
