import type { BulkField, BulkPreview } from '@cynosure/shared/console/bulk.ts';
import { previewChanges } from '../../registry/bulk-preview.ts';
import { afterWork, type BulkWork, valueAt } from '../../registry/commands/bulk/bulk-work.ts';
import type { ServiceEffect } from '../../registry/isolation-preview.ts';
import type { RegistryState } from '../../registry/state.ts';
import type { ConsoleContext } from '../context.ts';
import { previewView, seenOf } from '../write/preview-view.ts';
import type { PreviewedBulk } from '../write/previews.ts';

const MOST_VALUES = 5;

/** The slots of frozen ids that are still registered. */
export const slotsOf = (state: RegistryState, ids: readonly string[]): number[] =>
  ids.map((id) => state.instances.slotOf(id)).filter((slot) => slot !== -1);

export const effectsOfBulk = (
  state: RegistryState,
  { ids, work }: Pick<PreviewedBulk, 'ids' | 'work'>,
): ServiceEffect[] => previewChanges(state, slotsOf(state, ids), afterWork(state, work));

/** Computes, keeps and shows what a bulk command would do now. */
export function bulkPreview(context: ConsoleContext, asked: Omit<PreviewedBulk, 'shown'>): BulkPreview {
  const { state, uptake, previews } = context;
  const effects = effectsOfBulk(state, asked);
  const slots = effects.flatMap(({ here }) => here);
  const kept = previews.keep({ ...asked, shown: slots.length }, seenOf(effects));
  return {
    ...previewView(state, uptake, kept, effects),
    fields: fieldsOf(state, slots, asked.work),
    gone: asked.ids.length - slots.length,
  };
}

/** What each field is now, the commonest value first, and what it becomes. */
function fieldsOf(state: RegistryState, slots: readonly number[], work: BulkWork): BulkField[] {
  if (work.kind !== 'edit') return [];
  return work.fields.map(({ path, value: after }) => {
    const counts = new Map<unknown, number>();
    for (const slot of slots) {
      const value = valueAt(state, slot, path);
      counts.set(value, (counts.get(value) ?? 0) + 1);
    }
    const before = [...counts]
      .map(([value, count]) => ({ value, count }))
      .sort((a, b) => b.count - a.count)
      .slice(0, MOST_VALUES);
    const others = slots.length - before.reduce((sum, { count }) => sum + count, 0);
    return { path, before, others, after };
  });
}
