import { boundedMap } from '../bounded-map.ts';
import type { Cancel } from '../clock.ts';
import type { Registry } from '../registry/registry.ts';
import type { Caller } from './caller.ts';
import { keepTokenUses, type NamedUse, type TokenName } from './commands/token-use.ts';
import type { TokenUse } from './user.ts';

const KEEP_EVERY_MS = 60 * 60 * 1000;
const MOST = 100_000;
const MOST_AT_ONCE = 500;

/**
 * When each token was last used and from where: exact in memory, written down once an hour, so a use costs
 * nobody a commit. A kill loses at most the last hour of it.
 */
export class TokenUses {
  readonly #registry: Pick<Registry, 'run' | 'clock'>;
  readonly #seen = boundedMap<string, NamedUse>(MOST);
  readonly #unkept = new Set<string>();

  constructor(registry: Pick<Registry, 'run' | 'clock'>) {
    this.#registry = registry;
  }

  note(caller: Caller, from: string): void {
    const name = nameOf(caller);
    if (name === null) return;
    const key = keyFor(name);
    this.#seen.set(key, { name, use: { at: this.#registry.clock.wallMs(), from } });
    this.#unkept.add(key);
  }

  /** `kept` = what was written down; null = never, as far as is known. */
  lastOf(name: TokenName, kept: TokenUse | undefined): TokenUse | null {
    return this.#seen.get(keyFor(name))?.use ?? kept ?? null;
  }

  /** A renewed or revoked token is another one, which nobody has used. */
  forget(name: TokenName): void {
    this.#seen.delete(keyFor(name));
  }

  /** Writes down what was used since the last time. */
  async keep(): Promise<void> {
    const due = [...this.#unkept].flatMap((key) => this.#seen.get(key) ?? []);
    this.#unkept.clear();
    for (let at = 0; at < due.length; at += MOST_AT_ONCE) {
      await this.#registry.run(keepTokenUses(due.slice(at, at + MOST_AT_ONCE)));
    }
  }

  startKeeping(): Cancel {
    return this.#registry.clock.every(KEEP_EVERY_MS, () => void this.keep());
  }
}

const keyFor = ({ of, id }: TokenName): string => `${of} ${id}`;

function nameOf({ user, group, token }: Caller): TokenName | null {
  if (token !== undefined) return { of: 'token', id: token.id };
  if (user !== null) return { of: 'user', id: user.id };
  return group === undefined ? null : { of: 'group', id: group.id };
}
