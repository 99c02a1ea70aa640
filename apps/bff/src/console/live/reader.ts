import type { LiveEvent } from '@cynosure/shared/console/events.ts';
import type { Rights } from '../../access/rights.ts';
import type { EventBatch } from '../../registry/events.ts';
import type { ConsoleContext } from '../context.ts';
import type { CostBudget } from './cost-budget.ts';
import { render } from './render.ts';
import type { Ring } from './ring.ts';
import type { Topic } from './topic.ts';
import { TopicMemory } from './topic-memory.ts';
import { type Touched, Touches } from './touched.ts';

type ResyncWhy = Extract<LiveEvent, { event: 'resync' }>['data']['why'];

export const resync = (topics: readonly Topic[], why: ResyncWhy): LiveEvent => ({
  event: 'resync',
  data: { topics: topics.map(({ text }) => text), why },
});

/** What one reader follows and was told: turns touched things into the events of its topics. */
export class Reader {
  readonly #context: ConsoleContext;
  readonly #budget: CostBudget;
  readonly rights: Rights;
  #topics: readonly Topic[] = [];
  readonly #memories = new Map<string, TopicMemory>();

  constructor(context: ConsoleContext, budget: CostBudget, rights: Rights) {
    this.#context = context;
    this.#budget = budget;
    this.rights = rights;
  }

  get topics(): readonly Topic[] {
    return this.#topics;
  }

  follow(topics: readonly Topic[]): void {
    this.#topics = topics;
    const wanted = new Set(topics.map(({ text }) => text));
    for (const text of this.#memories.keys()) if (!wanted.has(text)) this.#memories.delete(text);
  }

  /** Result sets of followed lists stay alive as long as they are followed. */
  keepSets(): void {
    for (const topic of this.#topics) {
      if (topic.kind === 'services' || topic.kind === 'instances')
        this.#context.resultSets.use(topic.resultSet);
    }
  }

  /**
   * The events of all topics, the last one with the place that the reader is at then. A topic whose result
   * set is gone is given up with a resync.
   */
  eventsFor(touched: Touched, topics: readonly Topic[] = this.#topics): LiveEvent[] {
    const events: LiveEvent[] = [];
    const evicted: Topic[] = [];
    for (const topic of topics) {
      const rendered = render(this.#context, topic, touched, this.#memoryOf(topic), this.rights);
      if (rendered === 'evicted') evicted.push(topic);
      else events.push(...rendered);
    }
    const last = events.at(-1);
    // What only the clock moved has no place of its own: it never is newer than a snapshot.
    if (last !== undefined && touched.any) last.id = this.#place();
    if (evicted.length > 0) {
      this.follow(this.#topics.filter((topic) => !evicted.includes(topic)));
      events.push(resync(evicted, 'evicted'));
    }
    return events;
  }

  /** What happened after `position`, or that it must be read again. */
  catchUp(ring: Ring, position: number, topics: readonly Topic[] = this.#topics): LiveEvent[] {
    const missed = ring.since(position);
    if (missed === null) return topics.length === 0 ? [] : [resync(topics, 'gap')];
    return this.replay(missed, topics);
  }

  replay(batches: readonly EventBatch[], topics: readonly Topic[] = this.#topics): LiveEvent[] {
    return batches.length === 0 ? [] : this.eventsFor(Touches.of(batches), topics);
  }

  #memoryOf({ text }: Topic): TopicMemory {
    const memory = this.#memories.get(text) ?? new TopicMemory(this.#budget);
    this.#memories.set(text, memory);
    return memory;
  }

  #place(): string {
    const { registry, state } = this.#context;
    return `${registry.epoch}-${state.position}`;
  }
}
