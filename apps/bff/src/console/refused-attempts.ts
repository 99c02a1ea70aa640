import { decodeHosts, decodeSegment } from '@cynosure/shared/console/path.ts';
import { noteRefusal } from '../registry/commands/note-refusal.ts';
import type { Actor } from '../registry/model.ts';
import type { Registry } from '../registry/registry.ts';
import type { ConsoleRoute } from './route.ts';

const FORBIDDEN = 403;
const WINDOW_MS = 60_000;
/** Of one account in a minute: whoever tries more than that is in the history well enough. */
const MOST_IN_WINDOW = 100;
const MOST_ACCOUNTS = 1_000;
const COMMIT_WITHIN_MS = 1_000;
const LONGEST_LABEL = 128;

/** What was tried, of a request that was refused. */
export interface Attempt {
  readonly params: Readonly<Record<string, string>>;
  readonly body: unknown;
  readonly by: Actor;
  readonly info: string;
}

/**
 * Writes that were refused because the account may not are entries of the history, too (console/spec.md §5). At most
 * so many of an account and minute, so that nobody can fill the store with them.
 */
export class RefusedAttempts {
  readonly #registry: Registry;
  readonly #counts = new Map<string, { since: number; count: number }>();

  constructor(registry: Registry) {
    this.#registry = registry;
  }

  /** Whether a refusal of this route is one of a write: what only shows something changes nothing. */
  static counts({ method, path }: Pick<ConsoleRoute, 'method' | 'path'>, status: number): boolean {
    if (status !== FORBIDDEN || method === 'get') return false;
    return !/\/(preview|try|freeze|topics)$/.test(path);
  }

  /** Answers when it is in the history; a store that cannot take it now keeps nobody waiting. */
  async note(
    route: Pick<ConsoleRoute, 'method' | 'path' | 'needs'>,
    { params, body, by, info }: Attempt,
  ): Promise<void> {
    if (!this.#admits(by.id)) return;
    // What anybody may do with what is its own has no permission by which it is called.
    const needs = route.needs === 'signedIn' ? `${route.method} ${route.path}` : route.needs;
    const { label, ...names } = namesIn(route.path, params, body);
    await this.#registry.run(noteRefusal({ needs, names, label, info }, by), COMMIT_WITHIN_MS);
  }

  #admits(account: string): boolean {
    const now = this.#registry.clock.monotonicMs();
    const known = this.#counts.get(account);
    if (known !== undefined && known.since + WINDOW_MS > now) {
      known.count += 1;
      return known.count <= MOST_IN_WINDOW;
    }
    this.#counts.delete(account);
    this.#counts.set(account, { since: now, count: 1 });
    const [oldest] = this.#counts.keys();
    if (this.#counts.size > MOST_ACCOUNTS && oldest !== undefined) this.#counts.delete(oldest);
    return true;
  }
}

interface Named {
  readonly namespace?: string;
  readonly service?: string;
  readonly host?: string;
  /** What people call it; '' = nothing that has a name. */
  readonly label: string;
}

/** What a request is about, by its path and by the names in its body. */
function namesIn(path: string, params: Attempt['params'], body: unknown): Named {
  const text = (name: string): string | undefined => {
    const fromPath = params[name];
    if (fromPath !== undefined) return decodeSegment(fromPath).slice(0, LONGEST_LABEL);
    const value =
      typeof body === 'object' && body !== null ? new Map(Object.entries(body)).get(name) : undefined;
    return typeof value === 'string' ? value.slice(0, LONGEST_LABEL) : undefined;
  };
  const isNamespace = path.startsWith('/namespaces');
  const namespace = isNamespace ? text('name') : text('namespace');
  const service = isNamespace ? undefined : (text('service') ?? text('alias'));
  const [host] = params.hosts === undefined ? [] : decodeHosts(params.hosts);
  return {
    ...(namespace === undefined ? {} : { namespace }),
    ...(service === undefined ? {} : { service }),
    ...(host === undefined ? {} : { host }),
    label: service ?? host ?? namespace ?? text('name') ?? text('id') ?? '',
  };
}
