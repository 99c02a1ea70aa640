import {
  type IsolationTarget,
  previewEnd,
  previewIsolation,
  previewRelease,
  type ServiceEffect,
} from '../../registry/isolation-preview.ts';
import type { Isolation } from '../../registry/model.ts';
import type { ConsoleContext } from '../context.ts';
import { problem, type Refused } from '../problem.ts';
import { flaggedOnHost, hostOfFlagged } from '../read/isolation-view.ts';
import { notFound } from '../route.ts';
import { previewView, seenOf } from './preview-view.ts';
import type { PreviewedAction, PreviewedBulk } from './previews.ts';

/** What a request for a preview names. */
export type AskedTarget =
  | { readonly hosts: readonly string[] }
  | { readonly selection: string }
  | { readonly instanceIds: readonly string[] }
  | { readonly isolationId: string };

export type PreviewedIsolation = Extract<PreviewedAction, { action: 'isolate' | 'end' | 'release' }>;

/** The action that is previewed, or why there is none. */
export function previewedAction(
  { state, resultSets, clock }: ConsoleContext,
  action: 'isolate' | 'end',
  target: AskedTarget,
): PreviewedIsolation | Refused {
  if ('isolationId' in target) {
    const host = hostOfFlagged(target.isolationId);
    if (host !== undefined && action === 'end')
      return { action: 'release', ids: flaggedOnHost(state, host).map((slot) => state.instances.idOf(slot)) };
    const isolation = state.isolations.get(target.isolationId);
    if (isolation === undefined) return notFound(`There is no isolation ${target.isolationId}.`);
    if (action === 'end') return { action, isolationId: isolation.id, generation: isolation.generation };
    return { action, target: targetAgain(isolation) };
  }
  if (action === 'end') {
    const covered =
      'hosts' in target ? idsOnHosts(state, target.hosts) : frozenIds({ resultSets, clock }, target);
    if ('code' in covered) return covered;
    return { action: 'release', ids: covered.ids.filter((id) => state.instances.slotOf(id) !== -1) };
  }
  if ('hosts' in target) return { action, target: { kind: 'hosts', hosts: [...new Set(target.hosts)] } };
  if ('instanceIds' in target)
    return { action, target: { kind: 'instances', instanceIds: [...new Set(target.instanceIds)] } };
  const frozen = frozenIds({ resultSets, clock }, target);
  if ('code' in frozen) return frozen;
  // Who has left since is nobody's to isolate.
  const instanceIds = frozen.ids.filter((id) => state.instances.slotOf(id) !== -1);
  return { action, target: { kind: 'instances', instanceIds } };
}

const slotsOfIds = (state: ConsoleContext['state'], ids: readonly string[]): number[] =>
  ids.map((id) => state.instances.slotOf(id)).filter((slot) => slot !== -1);

/** Every instance on the hosts. */
export const idsOnHosts = (state: ConsoleContext['state'], hosts: readonly string[]) => ({
  ids: [...new Set(hosts)]
    .flatMap((host) => state.slotsOnHost(host))
    .map((slot) => state.instances.idOf(slot)),
});

/** Ids of instances that a request names, and what they were matched by; or why they are not known any more. */
export function frozenIds(
  { resultSets, clock }: Pick<ConsoleContext, 'resultSets' | 'clock'>,
  target: { readonly selection: string } | { readonly instanceIds: readonly string[] },
): Pick<PreviewedBulk, 'ids' | 'matched'> | Refused {
  if ('instanceIds' in target) {
    const ids = [...new Set(target.instanceIds)];
    return { ids, matched: { query: '', total: ids.length, frozenAt: clock.wallMs() } };
  }
  const selection = resultSets.selection(target.selection);
  if (selection === undefined) return selectionGone();
  const { ids, queryText: query, frozenAt } = selection;
  return { ids, matched: { query, total: ids.length, frozenAt } };
}

/** What an isolation was made for, to be made again. */
export function targetAgain({ scope }: Isolation): IsolationTarget {
  switch (scope.kind) {
    case 'host':
      return { kind: 'hosts', hosts: scope.hosts };
    case 'hostInService':
      return scope;
    case 'instances':
      return { kind: 'instances', instanceIds: scope.instanceIds };
  }
}

function effectsOf({ state }: Pick<ConsoleContext, 'state'>, asked: PreviewedAction): ServiceEffect[] {
  if (asked.action === 'isolate') return previewIsolation(state, asked.target);
  if (asked.action === 'release') return previewRelease(state, slotsOfIds(state, asked.ids));
  if (asked.action !== 'end') return [];
  const isolation = state.isolations.get(asked.isolationId);
  return isolation === undefined || isolation.ended !== null ? [] : previewEnd(state, isolation);
}

/** Computes, keeps and shows a preview of what the action would do now. */
export function makePreview(
  context: ConsoleContext,
  asked: PreviewedAction,
  effects = effectsOf(context, asked),
) {
  const kept = context.previews.keep(asked, seenOf(effects));
  return previewView(context.state, context.uptake, kept, effects);
}

export const selectionGone = (): Refused =>
  problem(410, 'NotFoundResource', 'The selection is no longer kept; select again.', {
    type: 'SelectionGone',
  });

export const previewExpired = (): Refused =>
  problem(
    410,
    'NotFoundResource',
    'The preview is older than 10 minutes or from before a restart; look again.',
    {
      type: 'PreviewExpired',
    },
  );
