import type { InstanceChange, LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Rights } from '../../access/rights.ts';
import type { ConsoleContext } from '../context.ts';
import { slotMark } from '../read/instance-order.ts';
import { lastBeatAtOf } from '../read/instance-times.ts';
import { healthOf } from '../read/instance-view.ts';
import { instanceRowAt } from '../routes/instances.ts';
import type { Rendered } from './rendered.ts';
import type { Topic } from './topic.ts';
import type { TopicMemory } from './topic-memory.ts';
import type { Touched } from './touched.ts';

/** Rows of a window that changed, heartbeats of those in view, and what re-running the query would change. */
export function renderInstances(
  context: ConsoleContext,
  topic: Extract<Topic, { kind: 'instances' }>,
  touched: Touched,
  memory: TopicMemory,
  rights: Rights,
): Rendered {
  const { resultSets, state } = context;
  const set = resultSets.use(topic.resultSet);
  if (set?.kind !== 'instances') return 'evicted';
  const rows: InstanceChange[] = [];
  const end = Math.min(topic.to, set.length);
  for (let place = topic.from; place < end; place += 1) {
    const slot = set.slots[place] ?? 0;
    if (touched.slots.has(slot)) {
      rows.push(instanceRowAt(context, set, place, { rights }));
      continue;
    }
    if (!touched.beats || slotMark(state, slot) !== set.marks[place] || !memory.hasBeaten(context, slot))
      continue;
    rows.push(beatOf(context, slot));
  }
  const events: LiveEvent[] =
    rows.length === 0 ? [] : [{ event: 'instances', data: { topic: topic.text, rows } }];
  return [...events, ...memory.setEvents(context, topic.text, set, touched)];
}

/** What of a row moves with each heartbeat. */
export const beatOf = ({ state, clock }: ConsoleContext, slot: number): InstanceChange => ({
  id: state.instances.idOf(slot),
  lastBeatAt: lastBeatAtOf(state, slot),
  health: healthOf(state, slot, clock.wallMs()),
});
