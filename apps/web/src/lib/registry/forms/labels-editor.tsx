import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { faultsOfLabels, type LabelRow, MOST_LABELS, pastedLabels } from './labels-draft.ts';

/** Labels as rows of key and value. */
export function LabelsEditor({
  rows,
  onChange,
}: {
  rows: readonly LabelRow[];
  onChange: (rows: LabelRow[]) => void;
}) {
  const t = useTranslations('labelsEditor');
  const faults = faultsOfLabels(rows);
  const nextId = rows.reduce((most, { id }) => Math.max(most, id), -1) + 1;
  const change = (id: number, part: Partial<LabelRow>) =>
    onChange(rows.map((row) => (row.id === id ? { ...row, ...part } : row)));
  const paste = (at: LabelRow, text: string): boolean => {
    const pairs = pastedLabels(text);
    if (pairs === undefined) return false;
    const others = rows.filter(({ id, key, value }) => id !== at.id || key !== '' || value !== '');
    onChange([...others, ...pairs.map((pair, n) => ({ id: nextId + n, ...pair }))]);
    return true;
  };
  return (
    <fieldset className="m-0 border-0 p-0">
      <legend className="mb-1 font-medium text-ink-2">{t('title')}</legend>
      <div className="grid gap-1.5">
        {rows.map((row, place) => {
          const fault = faults.get(row.id);
          const i = String(place + 1);
          return (
            <div key={row.id}>
              <div className="flex gap-1.5">
                <input
                  className="input min-w-0 flex-1"
                  aria-label={t('key', { i })}
                  aria-invalid={fault && fault !== 'longValue' ? true : undefined}
                  spellCheck={false}
                  autoCapitalize="none"
                  value={row.key}
                  onChange={(event) => change(row.id, { key: event.target.value })}
                  onPaste={(event) => {
                    if (paste(row, event.clipboardData.getData('text'))) event.preventDefault();
                  }}
                />
                <input
                  className="input min-w-0 flex-1"
                  aria-label={t('value', { i })}
                  aria-invalid={fault === 'longValue' || undefined}
                  spellCheck={false}
                  value={row.value}
                  onChange={(event) => change(row.id, { value: event.target.value })}
                />
                <Button
                  icon="x"
                  look="quiet"
                  label={t('remove', { key: row.key || i })}
                  onClick={() => onChange(rows.filter(({ id }) => id !== row.id))}
                />
              </div>
              {fault ? (
                <div className="mt-1 text-unhealthy-ink text-xs">
                  {t(fault, { key: row.key, n: String(MOST_LABELS) })}
                </div>
              ) : null}
            </div>
          );
        })}
      </div>
      <div className="mt-1.5 flex items-center gap-3">
        <Button icon="plus" small onClick={() => onChange([...rows, { id: nextId, key: '', value: '' }])}>
          {t('add')}
        </Button>
        <span className="text-ink-3 text-xs">{t('paste')}</span>
      </div>
    </fieldset>
  );
}
