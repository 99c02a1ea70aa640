import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Overview } from '@cynosure/shared/console/overview.ts';
import type { Rights } from '../../access/rights.ts';
import type { ConsoleContext } from '../context.ts';
import { overviewView } from '../read/overview-view.ts';
import type { TopicMemory } from './topic-memory.ts';
import type { Touched } from './touched.ts';

/** The members of the overview that look different from what was sent last, whole. */
export function renderOverview(
  context: ConsoleContext,
  touched: Touched,
  memory: TopicMemory,
  rights: Rights,
): LiveEvent[] {
  const hasMoved = touched.any || touched.beats || touched.uptakes.size > 0;
  const overview = memory.costly(hasMoved, () => overviewView(context, rights, context.clock.wallMs()));
  if (overview === null) return [];
  const changed: Partial<Overview> = {};
  for (const member of Object.keys(overview) as (keyof Overview)[]) {
    if (memory.hasChanged(member, JSON.stringify(overview[member])))
      Object.assign(changed, { [member]: overview[member] });
  }
  return Object.keys(changed).length === 0 ? [] : [{ event: 'overview', data: changed }];
}
