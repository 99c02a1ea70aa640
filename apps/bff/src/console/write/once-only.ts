import { createHmac, hash, randomBytes } from 'node:crypto';
import { type Change, put } from '../../registry/changes.ts';
import { type Command, keyOf } from '../../registry/command.ts';
import type { RegistryState } from '../../registry/state.ts';
import { problem } from '../problem.ts';
import type { Answer, ConsoleRequest } from '../route.ts';

/** How a write is known again: kept in the same transaction as what it does (data-shapes §1). */
export interface Idempotency {
  readonly key: string;
  readonly hash: string;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/** Lets every write happen once, however often it is sent. */
export class OnceOnly {
  readonly #state: RegistryState;
  readonly #running = new Set<string>();
  readonly #fingerprints = new Fingerprints();

  constructor(state: RegistryState) {
    this.#state = state;
  }

  /**
   * Runs a write, or answers it again: `replay` is given what was kept of it. Needs the header
   * `Idempotency-Key`; the same key with another request is refused, and while the first one runs, too.
   */
  async run(
    request: ConsoleRequest,
    write: (idempotency: Idempotency) => Answer | Promise<Answer>,
    replay: (ref: string) => Answer | Promise<Answer>,
  ): Promise<Answer> {
    const given = request.header('Idempotency-Key');
    if (given === undefined || !/^[\x21-\x7e]{8,100}$/.test(given)) {
      const info = 'This write needs the header Idempotency-Key with a UUID of its own.';
      return problem(400, 'InvalidParameter', info, { type: 'IdempotencyKeyRequired' });
    }
    // Keys of two people never meet.
    const key = `${request.asker.actor.id} ${given}`;
    const idempotency = { key, hash: this.#fingerprints.of(request) };
    const kept = this.#state.kept.idempotency.get(key);
    if (kept !== undefined && !this.#fingerprints.isSame(kept.hash, idempotency.hash)) {
      const info = 'The Idempotency-Key belongs to another request; use a new one.';
      return problem(422, 'InvalidParameter', info, { type: 'IdempotencyKeyReused' });
    }
    if (kept !== undefined) return replayed(await replay(kept.ref));
    if (this.#running.has(key)) {
      const info = 'The first request with this Idempotency-Key is still running.';
      return problem(409, 'DataConflict', info, { type: 'StillRunning', retryAfterSeconds: 1 });
    }
    this.#running.add(key);
    try {
      return await write(idempotency);
    } finally {
      this.#running.delete(key);
    }
  }

  /** Forgets answers older than a day; on disk they go with the store's own pruning. */
  forgetOld(wallMs: number): void {
    const { idempotency } = this.#state.kept;
    for (const [key, { at }] of idempotency) {
      if (at > wallMs - KEPT_MS) return;
      idempotency.delete(key);
    }
  }
}

const replayed = (answer: Answer): Answer =>
  'code' in answer ? answer : { ...answer, headers: { ...answer.headers, 'Idempotency-Replayed': 'true' } };

/** Members of bodies that nobody may find out from what is kept. */
const SECRET = ['password', 'current'] as const;

/**
 * Tells requests apart without giving their secrets away. A plain hash of a password could be guessed at, quicker
 * by far than what it is kept as; so secrets go in under a key that this process alone knows and that is kept nowhere.
 */
class Fingerprints {
  readonly #key = randomBytes(32);
  readonly #process = hash('sha256', this.#key).slice(0, 16);

  /** The same body with members in another order is another request: browsers that repeat one send the same text. */
  of({ method, path, body }: ConsoleRequest): string {
    const [shown, secrets] = apart(body);
    const plain = hash('sha256', JSON.stringify([method, path, shown ?? null]));
    if (secrets.length === 0) return plain;
    const sealed = createHmac('sha256', this.#key).update(JSON.stringify(secrets)).digest('hex');
    return `${plain} ${this.#process} ${sealed}`;
  }

  /** Secrets that another process was sent, or this one before a restart, cannot be compared: they count as the same. */
  isSame(kept: string, given: string): boolean {
    const [plain, process, sealed] = kept.split(' ');
    const [givenPlain, givenProcess, givenSealed] = given.split(' ');
    if (plain !== givenPlain || (process === undefined) !== (givenProcess === undefined)) return false;
    return process !== givenProcess || sealed === givenSealed;
  }
}

/** What may be hashed as it is, and the secret members. */
function apart(body: unknown): readonly [unknown, readonly (readonly [string, unknown])[]] {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return [body, []];
  const isSecret = ([name]: readonly [string, unknown]) => SECRET.some((one) => one === name);
  const members = Object.entries(body);
  const secrets = members.filter(isSecret);
  if (secrets.length === 0) return [body, []];
  return [Object.fromEntries(members.filter((member) => !isSecret(member))), secrets];
}

/** The command, keeping `refOf` its value with what it changes, so that the answer can be given again. */
export function rememberedAs<T>(
  command: Command<T>,
  { key, hash }: Idempotency,
  refOf: (value: T) => string,
): Command<T> {
  return {
    name: command.name,
    lane: command.lane,
    keys(state, keys) {
      keys.writes(keyOf.record('idempotency', key));
      command.keys(state, keys);
    },
    decide(state, now) {
      const decision = command.decide(state, now);
      if (decision.outcome.code !== 'ExecuteSuccess') return decision;
      if (decision.changes.length === 0 && decision.operation === undefined) return decision;
      const ref = refOf(decision.outcome.value);
      const kept: Change = put('idempotency', key, { at: now.wallMs, hash, ref });
      return { ...decision, changes: [...decision.changes, kept] };
    },
  };
}
