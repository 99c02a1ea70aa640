import type { IsolateResult } from '@cynosure/shared/console/isolation.ts';
import type { Preview } from '@cynosure/shared/console/preview.ts';
import { useTranslations } from 'use-intl/react';
import type { Reasserted } from './again-step.tsx';
import type { Returned } from './back-step.tsx';
import { Failures } from './bulk/failures.tsx';
import { Outcome } from './bulk/outcome.tsx';
import type { Ended } from './end-step.tsx';
import type { Isolated } from './isolate-step.tsx';
import { KeptChanges } from './kept-changes.tsx';
import { resultRows } from './result-rows.ts';
import { ResultStep } from './result-step.tsx';
import type { IsolateTarget } from './target.ts';
import type { Undone } from './undo-step.tsx';
import { UndoValues } from './undo-values.tsx';

const doneIn = (results: readonly IsolateResult[]): number =>
  results.filter((one) => one.outcome === 'done').length;

/** After isolating: what is out of traffic, what was left, and the way on from there. */
export function IsolatedResult({
  isolated,
  onUndo,
  onIsolate,
}: {
  isolated: Isolated;
  onUndo: () => void;
  /** Previews again: the failed ones, or all with one stop overridden. */
  onIsolate: (target: IsolateTarget, override?: string) => void;
}) {
  const t = useTranslations('isolate');
  const { answer, preview, target } = isolated;
  const { results, operation, isolation, position } = answer;
  const n = doneIn(results);
  const failed = results.filter((one) => one.outcome === 'failed').length;
  const title = () => {
    if (failed > 0) return t('donePartly', { done: n, all: n + failed, failed });
    if (!('hosts' in target)) return t('doneInstances', { n });
    const [host = ''] = target.hosts;
    return target.hosts.length === 1
      ? t('done', { n, host })
      : t('doneHosts', { n, hosts: target.hosts.length });
  };
  return (
    <ResultStep
      title={title()}
      operation={operation}
      position={position}
      rows={resultRows(results, preview)}
      results={results}
      uptake={isolation.uptake}
      became="isolated"
      onUndo={onUndo}
      onRetry={(those) => onIsolate({ instanceIds: those.map((one) => one.instanceId) })}
      onOverride={(row) => onIsolate(target, row.key)}
    />
  );
}

/** After ending: what is back in traffic. */
export function EndedResult({ ended, onUndo }: { ended: Ended; onUndo: () => void }) {
  const t = useTranslations('isolate');
  const { results, operation, isolation, position } = ended.answer;
  return (
    <ResultStep
      title={t('doneEnd', { n: doneIn(results) })}
      operation={operation}
      position={position}
      rows={resultRows(results, ended.preview)}
      results={results}
      uptake={isolation.uptake}
      became="inTraffic"
      onUndo={onUndo}
    />
  );
}

/** After single instances were put back in traffic. */
export function ReturnedResult({ returned, onUndo }: { returned: Returned; onUndo: () => void }) {
  const t = useTranslations('isolate');
  const { answer, preview } = returned;
  return (
    <ResultStep
      title={t('doneEnd', { n: answer.operation.done })}
      operation={answer.operation}
      position={answer.position}
      rows={resultRows(answer.results, preview)}
      results={answer.results}
      uptake={undefined}
      became="inTraffic"
      onUndo={onUndo}
    />
  );
}

/** After drift was taken out of traffic again. */
export function ReassertedResult({ reasserted, onUndo }: { reasserted: Reasserted; onUndo: () => void }) {
  const t = useTranslations('isolate');
  const { answer, preview } = reasserted;
  const results = resultsFrom(preview);
  return (
    <ResultStep
      title={t('doneInstances', { n: answer.operation.done })}
      operation={answer.operation}
      position={answer.position}
      rows={resultRows(results, preview)}
      results={results}
      uptake={answer.isolation.uptake}
      became="isolated"
      onUndo={onUndo}
    />
  );
}

/** After an undo, which is an operation as well and can be taken back. */
export function UndoneResult({ undone, onUndo }: { undone: Undone; onUndo: () => void }) {
  const t = useTranslations('isolate');
  const { answer, preview } = undone;
  if (preview.values.length > 0) return <FieldsUndone undone={undone} onUndo={onUndo} />;
  const results = answer.results ?? resultsFrom(preview);
  return (
    <ResultStep
      title={t('doneUndo', { n: answer.results ? doneIn(answer.results) : preview.fields })}
      operation={answer.operation}
      position={answer.position}
      rows={resultRows(results, preview)}
      results={results}
      uptake={answer.isolation?.uptake}
      became={answer.isolation?.state === 'inForce' ? 'isolated' : 'inTraffic'}
      onUndo={onUndo}
    />
  );
}

/** Fields have their values again: which ones, what was kept, and of many how it went. */
function FieldsUndone({ undone, onUndo }: { undone: Undone; onUndo: () => void }) {
  const t = useTranslations('isolate');
  const bulk = useTranslations('bulk');
  const { answer, preview } = undone;
  const { job } = answer;
  const title = () => {
    if (!job) return t('doneUndo', { n: preview.fields });
    const { done, total } = job;
    return done === total ? bulk('done.undo', { n: done }) : bulk('partly.undo', { n: done, total });
  };
  return (
    <ResultStep
      title={title()}
      operation={answer.operation}
      position={answer.position}
      rows={[]}
      results={[]}
      uptake={answer.uptake}
      became="inTraffic"
      onUndo={onUndo}
    >
      {job ? <Outcome job={job} /> : null}
      <UndoValues values={preview.values} others={preview.others} />
      <KeptChanges keep={preview.keep} gone={preview.gone} />
      {job ? <Failures failures={job.failures} total={job.failed} /> : null}
    </ResultStep>
  );
}

/** An undo that answers no results has done what its preview said. */
const resultsFrom = (preview: Preview): IsolateResult[] =>
  preview.services.map(({ namespace, service, change }) => ({
    namespace,
    service,
    instanceId: '',
    outcome: change > 0 ? 'done' : 'unchanged',
    code: 200_000,
    info: '',
  }));
