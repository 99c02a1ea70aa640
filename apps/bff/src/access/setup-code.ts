import { hash, randomBytes, timingSafeEqual } from 'node:crypto';
import { done } from '@cynosure/shared/outcome.ts';
import { put } from '../registry/changes.ts';
import { type Command, keyOf } from '../registry/command.ts';
import type { RegistryState } from '../registry/state.ts';

/** Key of the record that keeps the hash of the code. */
export const SETUP_RECORD = 'setup';

const CODE_BYTES = 24;
const LIFE_MS = 24 * 60 * 60 * 1000;

/** A code of 192 bits, as it stands in the link. */
export const newSetupCode = (): string => randomBytes(CODE_BYTES).toString('base64url');

/** Keeps the hash of the code, in place of an earlier one, and when it ends. */
export function offerSetup(code: string): Command<null> {
  return {
    name: 'offerSetup',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('secret', SETUP_RECORD)),
    decide: (_state, now) => ({
      outcome: done(null),
      changes: [put('secret', SETUP_RECORD, { hash: hashOf(code), endsAt: now.wallMs + LIFE_MS })],
    }),
  };
}

/** Whether this is the code on offer and its time is not over. */
export function isSetupCode(state: RegistryState, code: string, wallMs: number): boolean {
  const offer = state.kept.secret.get(SETUP_RECORD);
  if (offer === undefined || !(typeof offer.endsAt === 'number' && wallMs < offer.endsAt)) return false;
  return timingSafeEqual(Buffer.from(hashOf(code)), Buffer.from(String(offer.hash)));
}

const hashOf = (code: string): string => hash('sha256', `cynosure set-up\0${code}`);
