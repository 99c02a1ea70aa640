import { randomBytes } from 'node:crypto';
import { done } from '@cynosure/shared/outcome.ts';
import { put } from '../registry/changes.ts';
import { type Command, keyOf } from '../registry/command.ts';
import type { RegistryState } from '../registry/state.ts';

const RECORD = 'installation';
const KEY_BYTES = 32;

/** The installation's key: made at the first start, kept with the data, shared with no other installation. */
export function installationKey(state: RegistryState): Uint8Array | undefined {
  const key = state.kept.secret.get(RECORD)?.key;
  return typeof key === 'string' ? Buffer.from(key, 'base64url') : undefined;
}

/** Makes the key unless there is one. */
export function ensureInstallationKey(): Command<Uint8Array> {
  return {
    name: 'ensureInstallationKey',
    lane: 'operator',
    keys: (_state, keys) => keys.writes(keyOf.record('secret', RECORD)),
    decide(state, now) {
      const known = installationKey(state);
      if (known !== undefined) return { outcome: done(known), changes: [] };
      const key = randomBytes(KEY_BYTES);
      const value = { key: key.toString('base64url'), createdAt: now.wallMs };
      return { outcome: done(key), changes: [put('secret', RECORD, value)] };
    },
  };
}
