// What clients asked of a registry and what it acknowledged, and whether a later listing can be true of it.

/** What a client asks for one thing: an instance of this version, a host isolated as a whole; null = to be gone. */
export type State = string | null;

interface Asked {
  readonly state: State;
  acknowledged: boolean;
}

export interface Violation {
  readonly key: string;
  /** What the listing may say, in words. */
  readonly allowed: readonly State[];
  readonly listed: State;
}

/**
 * The history of independent instances, each written by one client that waits for each answer. So after a crash an
 * instance is in the state that was acknowledged last, or in one that was asked for since and never answered.
 */
export class History {
  readonly #keys = new Map<string, Asked[]>();
  #acknowledged = 0;

  /** Acknowledgements so far. */
  get acknowledged(): number {
    return this.#acknowledged;
  }

  /** A client asks for this state; `acknowledge` says that it was told it has it. */
  ask(key: string, state: State): { acknowledge(): void } {
    const asked: Asked = { state, acknowledged: false };
    const list = this.#keys.get(key);
    if (list === undefined) this.#keys.set(key, [asked]);
    else list.push(asked);
    return {
      acknowledge: () => {
        if (!asked.acknowledged) this.#acknowledged += 1;
        asked.acknowledged = true;
      },
    };
  }

  /** What a listing (key → version) says that no honest registry could say: acknowledged and lost, or never asked for. */
  violations(listed: ReadonlyMap<string, string>): Violation[] {
    const keys = new Set([...this.#keys.keys(), ...listed.keys()]);
    return [...keys].flatMap((key) => {
      const allowed = this.#allowed(key);
      const state = listed.get(key) ?? null;
      return allowed.includes(state) ? [] : [{ key, allowed, listed: state }];
    });
  }

  /** A listing after a crash settles what was open: what was not answered cannot happen any more. */
  settle(listed: ReadonlyMap<string, string>): void {
    for (const key of new Set([...this.#keys.keys(), ...listed.keys()])) {
      this.#keys.set(key, [{ state: listed.get(key) ?? null, acknowledged: true }]);
    }
  }

  #allowed(key: string): State[] {
    const asked = this.#keys.get(key) ?? [];
    const last = asked.findLastIndex((one) => one.acknowledged);
    const open = asked.slice(last + 1).map((one) => one.state);
    return [asked[last]?.state ?? null, ...open];
  }
}
