import type { Clock } from '../clock.ts';
import type { Registry } from '../registry/registry.ts';
import type { Uptake } from '../registry/uptake.ts';
import { BeatWatch } from './beat-watch.ts';
import { BulkJobs } from './bulk/bulk-jobs.ts';
import { History } from './history.ts';
import { Arrivals } from './read/arrivals.ts';
import type { FlipHolds } from './read/hold-view.ts';
import { HostBook } from './read/host-book.ts';
import { LabelBook } from './read/label-book.ts';
import { OperationBook } from './read/operation-book.ts';
import type { OverviewParts } from './read/overview-view.ts';
import { Registrars } from './read/registrars.ts';
import { ServiceViews } from './read/service-view.ts';
import { ResultSets } from './result-sets.ts';
import { UptakeTracker } from './uptake-tracker.ts';
import { Previews } from './write/previews.ts';

/** What all parts of the console's backend work with. */
export interface ConsoleContext extends OverviewParts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly labels: LabelBook;
  readonly services: ServiceViews;
  readonly resultSets: ResultSets;
  readonly previews: Previews;
  readonly jobs: BulkJobs;
  readonly registrars: Registrars;
  readonly beats: BeatWatch;
  readonly holds: FlipHolds;
}

/** Makes the console's own memory of the registry and keeps it up with its events. */
export function consoleContext(registry: Registry, uptake: Uptake, holds: FlipHolds): ConsoleContext {
  const { state, clock } = registry;
  const history = new History(clock);
  const context: ConsoleContext = {
    registry,
    state,
    clock,
    uptake,
    tracker: new UptakeTracker(registry, uptake),
    history,
    arrivals: new Arrivals(state),
    hosts: new HostBook(state),
    operations: new OperationBook(state),
    labels: new LabelBook(state.instances),
    services: new ServiceViews(state, uptake, history),
    resultSets: new ResultSets(clock),
    previews: new Previews(clock),
    jobs: new BulkJobs(registry),
    registrars: new Registrars(),
    beats: new BeatWatch(state, clock),
    holds,
    storeWriteMs: () => registry.storeWriteMs,
  };
  registry.listen((batch) => {
    context.history.take(batch);
    context.arrivals.take(batch);
    context.tracker.take(batch);
    context.operations.take(batch);
    context.registrars.take(batch);
  });
  return context;
}
