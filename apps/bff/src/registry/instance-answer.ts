import {
  type ColumnNumbers,
  type CommonFacts,
  F,
  injectedLabels,
  timeText,
  writeLocation,
} from './instance-codec.ts';
import type { Check, InstanceState, ServiceName } from './model.ts';
import { WireWriter } from './wire.ts';

/** The members of v1.Instance that answers are joined from, apart from the first part of a body. */

const HEARTBEAT = 1;
const SILENT_SINCE = 'internal-lastheartbeat';

const writer = new WireWriter();

/** What all instances of a service have. */
export function encodeNames({ namespace, service }: ServiceName): Buffer {
  return writer.reset().stringValue(F.service, service).stringValue(F.namespace, namespace).take();
}

/** What all instances that are alike have, injected labels included. */
export function encodeCommon(facts: CommonFacts): Buffer {
  const { protocol, version, check, location } = facts;
  const out = writer.reset().stringValue(F.protocol, protocol).stringValue(F.version, version);
  if (check !== 'none') writeCheck(out, check);
  if (location !== null) writeLocation(out, location);
  for (const [key, value] of Object.entries(injectedLabels(facts))) out.mapEntry(F.metadata, key, value);
  return out.take();
}

function writeCheck(out: WireWriter, check: Exclude<Check, 'none'>): void {
  out.boolValue(F.enableHealthCheck, check !== 'off');
  if (check === 'off') return;
  const start = out.open(F.healthCheck);
  const beat = out.number(1, HEARTBEAT).open(2);
  out.uint32Value(1, check.ttlSeconds);
  out.close(beat);
  out.close(start);
}

/** What changes. `isolated` and `healthy` are the effective values. */
export type EffectiveState = Pick<InstanceState, 'healthy' | 'mtime' | 'silentSince'> & {
  readonly isolated: boolean;
  /** 16 bytes at `revisionAt`. */
  readonly revision: Uint8Array;
  readonly revisionAt: number;
};

/** Appends what each instance has for itself, in columns, but for its host. */
export function writeColumns(out: WireWriter, facts: ColumnNumbers, state: EffectiveState): void {
  out.uint32Value(F.port, facts.port).uint32Value(F.weight, facts.weight);
  out.boolValue(F.healthy, state.healthy).boolValue(F.isolate, state.isolated);
  if (state.silentSince !== null) out.mapEntry(F.metadata, SILENT_SINCE, String(state.silentSince));
  out.stringValue(F.ctime, timeText(facts.ctime)).stringValue(F.mtime, timeText(state.mtime));
  out.revisionValue(F.revision, state.revision, state.revisionAt);
}
