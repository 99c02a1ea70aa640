import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../../lib/http.ts';
import { faultsOfLabels, labelsOfRows, rowsOfLabels } from '../../../lib/registry/forms/labels-draft.ts';
import { LabelsEditor } from '../../../lib/registry/forms/labels-editor.tsx';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { keysOf, labelsAfter } from './label-changes.ts';
import { type Outlook, ServicesSheet } from './services-sheet.tsx';
import { useEach } from './use-each.ts';
import { useServices } from './use-services.ts';

type LabelServicesProps = {
  ids: readonly string[];
  onClose: () => void;
  /** Those that do not have it yet. */
  onOver: (undone: ReadonlySet<string>) => void;
};

/** Labels that all of the services get, and such that they lose; the others stay as they are. */
export function LabelServices({ ids, onClose, onOver }: LabelServicesProps) {
  const t = useTranslations('manyServices');
  const whyNot = useWhyNot();
  const read = useServices(ids);
  const each = useEach();
  const [rows, setRows] = useState(rowsOfLabels({ '': '' }));
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  const [tried, setTried] = useState(false);
  const first = useRef<HTMLInputElement | null>(null);
  const body = useRef<HTMLDivElement | null>(null);
  const set = labelsOfRows(rows);
  const may = read.services.filter((one) => whyNot(one.may.edit) === undefined);
  const after = (one: Service) => labelsAfter(one.labels, { set, away });
  const n = may.filter((one) => after(one) !== undefined).length;
  const isEmpty = Object.keys(set).length === 0 && away.size === 0;

  const outlookOf = (one: Service): Outlook => {
    const why = whyNot(one.may.edit);
    if (why !== undefined) return { tone: 'caution', said: why };
    if (isEmpty) return { tone: 'none', said: t('labelCount', { n: Object.keys(one.labels).length }) };
    return after(one) ? { tone: 'good', said: t('changes') } : { tone: 'none', said: t('fate.unchanged') };
  };
  const confirm = async () => {
    setTried(true);
    if (isEmpty || faultsOfLabels(rows).size > 0)
      return body.current?.querySelector<HTMLElement>('[aria-invalid], input')?.focus();
    if (n === 0 || read.isReading) return;
    const write =
      ({ namespace, service, editRevision = '' }: Service, labels: Record<string, string>) =>
      (idempotencyKey: string) =>
        http.put(
          pathOf('services', namespace, service),
          { labels },
          { ifMatch: editRevision, idempotencyKey },
        );
    const tasks = may.map((service) => {
      const labels = after(service);
      return { service, write: labels && write(service, labels) };
    });
    onOver(await each.run(tasks));
  };
  const take = (key: string, on: boolean) => {
    const next = new Set(away);
    if (on) next.add(key);
    else next.delete(key);
    setAway(next);
  };
  return (
    <ServicesSheet
      title={t('labelsTitle', { n: ids.length })}
      confirm={t('change', { n })}
      {...{ read, each, outlookOf, onClose, first }}
      onConfirm={() => void confirm()}
    >
      <div
        ref={(node) => {
          body.current = node;
          first.current = node?.querySelector('input') ?? null;
        }}
        className="grid gap-3"
      >
        <LabelsEditor rows={rows} onChange={setRows} />
        <fieldset className="m-0 border-0 p-0">
          <legend className="mb-1 font-medium text-ink-2">{t('takeAway')}</legend>
          <div className="flex flex-wrap gap-x-4 gap-y-1">
            {keysOf(read.services).map(({ key, count }) => (
              <label key={key} className="inline-flex min-h-6 items-center gap-2">
                <input
                  type="checkbox"
                  className="tick"
                  checked={away.has(key)}
                  onChange={(event) => take(key, event.target.checked)}
                />
                <span>
                  <bdi className="mono">{key}</bdi> <small className="num text-ink-3">× {count}</small>
                </span>
              </label>
            ))}
          </div>
        </fieldset>
        {tried && isEmpty ? (
          <p role="alert" className="text-unhealthy-ink text-xs">
            {t('nothingGiven')}
          </p>
        ) : null}
      </div>
    </ServicesSheet>
  );
}
