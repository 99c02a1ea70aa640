import type { Done } from '@cynosure/shared/outcome.ts';
import type { Caller } from '../../access/caller.ts';
import type { Admission, GateRefusal } from '../../access/gate.ts';
import type { BeatAnswer, LastBeat } from '../../checker/checker.ts';
import type { Actor } from '../../registry/model.ts';
import type { Registry } from '../../registry/registry.ts';
import type { Uptake } from '../../registry/uptake.ts';

/** Takes heartbeats and tells what is known of them; checker/checker.ts fulfils it. */
export interface Beats {
  beat(id: string): BeatAnswer;
  beatBytes(id: Uint8Array): BeatAnswer;
  /** Beats of `count` ids in some bytes; `spans` holds where each begins and ends, by turns. */
  beatAll(bytes: Uint8Array, spans: Uint32Array, count: number): void;
  lastBeat(id: string): LastBeat;
  forget(id: string): void;
}

/** What the calls of clients (SDKs) work on, whichever door they come through. */
export interface ClientParts {
  readonly registry: Registry;
  readonly beats: Beats;
  readonly uptake: Uptake;
  /** Told of every kept client that reports itself; checker/client-watch.ts fulfils it. */
  readonly clients: { seen(id: string): void };
}

/** One call of a client. A `Call` of the HTTP door is one, too. */
export interface ClientCall {
  /** Asks the gate. */
  admit(asked?: Admission): Done<Caller> | GateRefusal;
  /** Who did it, for history. */
  actor(caller: Caller): Actor;
}
