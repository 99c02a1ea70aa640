import type { Preview, PreviewService, Verdict as ShownVerdict } from '@cynosure/shared/console/preview.ts';
import type { SeenEffect, Worsened } from '../../registry/commands/isolation-ask.ts';
import type { ServiceEffect } from '../../registry/isolation-preview.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { Uptake } from '../../registry/uptake.ts';
import { stateOfBits } from '../read/instance-filter.ts';
import type { KeptPreview } from './previews.ts';

/** What the commit will be compared with. */
export const seenOf = (effects: readonly ServiceEffect[]): SeenEffect[] =>
  effects.map(({ namespace, service, verdict, othersInTraffic }) => ({
    namespace,
    service,
    verdict,
    othersInTraffic,
  }));

export function previewView(
  state: RegistryState,
  uptake: Uptake,
  { id, computedAt, expiresAt }: KeptPreview,
  effects: readonly ServiceEffect[],
): Preview {
  const sum = (count: (effect: ServiceEffect) => number) =>
    effects.reduce((total, effect) => total + count(effect), 0);
  const isStop = ({ verdict }: ServiceEffect) => verdict === 'stop';
  return {
    previewId: id,
    position: String(state.position),
    computedAt,
    expiresAt,
    totals: {
      instances: sum(({ here }) => here.length),
      services: effects.length,
      namespaces: new Set(effects.map(({ namespace }) => namespace)).size,
      change: sum((effect) => (isStop(effect) ? 0 : effect.changing.length)),
      unchanged: sum(({ here, changing }) => here.length - changing.length),
      forbidden: 0,
      stopped: sum((effect) => (isStop(effect) ? effect.changing.length : 0)),
    },
    services: effects.map((effect) => serviceView(state, uptake, effect)),
  };
}

function serviceView(state: RegistryState, uptake: Uptake, effect: ServiceEffect): PreviewService {
  const { instances: table } = state;
  return {
    namespace: effect.namespace,
    service: effect.service,
    here: effect.here.length,
    change: effect.changing.length,
    now: { ...effect.now },
    after: { ...effect.after },
    weightNow: effect.weightNow,
    weightAfter: effect.weightAfter,
    zones: effect.zones.map((zone) => ({ ...zone })),
    spread: effect.spread.map((zone) => ({ ...zone })),
    verdict: effect.verdict,
    causes: [...effect.causes],
    others: effect.others.map((slot) => ({
      host: table.hostOf(slot),
      port: table.port[slot] ?? 0,
      state: stateOfBits(table.bits[slot] ?? 0),
      sinceAt: table.healthSince[slot] ?? 0,
    })),
    clients: uptake.countOf(effect.entry.service.key),
  };
}

/** What got worse, in words for a log; the page words it itself from the two verdicts. */
export const worsenedView = ({ namespace, service, from, to }: Worsened) => ({
  namespace,
  service,
  from: (from ?? 'unchanged') as ShownVerdict, // Every verdict of the registry is one that is shown.
  to: to as ShownVerdict,
  what: from === null ? `${service} was not in the preview` : `${service} went from ${from} to ${to}`,
});
