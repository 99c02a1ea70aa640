import { type ClipboardEvent, useId, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { faultsOfLabels, type LabelRow, MOST_LABELS, pastedLabels } from './labels-draft.ts';

/** Labels as rows of key and value. With `before`, what is new, changed or gone since then is marked in words. */
export function LabelsEditor({
  rows,
  onChange,
  before,
}: {
  rows: readonly LabelRow[];
  onChange: (rows: LabelRow[]) => void;
  before?: Readonly<Record<string, string>> | undefined;
}) {
  const t = useTranslations('labelsEditor');
  const id = useId();
  const list = useRef<HTMLOListElement>(null);
  const addButton = useRef<HTMLButtonElement>(null);
  const faults = faultsOfLabels(rows);
  const nextId = rows.reduce((most, row) => Math.max(most, row.id), -1) + 1;
  const keys = new Set(rows.map(({ key }) => key.trim()));
  const gone = Object.entries(before ?? {}).filter(([key]) => !keys.has(key));
  const change = (at: number, part: Partial<LabelRow>) =>
    onChange(rows.map((row) => (row.id === at ? { ...row, ...part } : row)));
  const paste = (event: ClipboardEvent, at: LabelRow) => {
    const pairs = pastedLabels(event.clipboardData.getData('text'));
    if (pairs === undefined) return;
    event.preventDefault();
    // What is pasted replaces what has the same key, and the empty row that it was pasted into.
    const pasted = new Set(pairs.map(({ key }) => key));
    const kept = rows.filter(
      ({ id: one, key, value }) =>
        !pasted.has(key.trim()) && (one !== at.id || key.trim() !== '' || value !== ''),
    );
    onChange([...kept, ...pairs.map((pair, n) => ({ id: nextId + n, ...pair }))]);
  };
  const add = () => {
    onChange([...rows, { id: nextId, key: '', value: '' }]);
    // The new row is drawn after this.
    setTimeout(() => list.current?.querySelector<HTMLElement>(`[data-row="${nextId}"] input`)?.focus());
  };
  const markOf = ({ key, value }: LabelRow): 'added' | 'changed' | undefined => {
    const was = before?.[key.trim()];
    if (before === undefined || key.trim() === '' || was === value) return undefined;
    return was === undefined ? 'added' : 'changed';
  };
  return (
    <fieldset className="m-0 min-w-0 border-0 p-0" data-field="labels">
      <legend className="mb-1 p-0 font-medium text-ink-2">{t('title')}</legend>
      <ol ref={list} className="grid gap-1.5">
        {rows.map((row, place) => {
          const fault = faults.get(row.id);
          const mark = markOf(row);
          const i = String(place + 1);
          const field = {
            className: `input min-w-0 ${mark ? 'border-healthy-mark! border-dashed!' : ''}`,
            spellCheck: false,
            autoCapitalize: 'none',
            autoComplete: 'off',
            'aria-describedby': fault || mark ? `${id}-${row.id}` : undefined,
          };
          return (
            <li key={row.id} data-row={row.id}>
              <div className="grid grid-cols-[minmax(0,2fr)_minmax(0,3fr)_auto] items-center gap-1.5">
                <input
                  {...field}
                  aria-label={t('key', { i })}
                  aria-invalid={fault && fault !== 'longValue' ? true : undefined}
                  value={row.key}
                  onChange={(event) => change(row.id, { key: event.target.value })}
                  onPaste={(event) => paste(event, row)}
                />
                <input
                  {...field}
                  aria-label={t('value', { i })}
                  aria-invalid={fault === 'longValue' || undefined}
                  value={row.value}
                  onChange={(event) => change(row.id, { value: event.target.value })}
                />
                <Button
                  icon="x"
                  look="quiet"
                  small
                  label={t('remove', { key: row.key.trim() || i })}
                  onClick={() => {
                    onChange(rows.filter((one) => one.id !== row.id));
                    addButton.current?.focus();
                  }}
                />
              </div>
              {fault || mark ? (
                <div
                  id={`${id}-${row.id}`}
                  className={`mt-0.5 text-xs ${fault ? 'text-unhealthy-ink' : 'text-ink-3'}`}
                >
                  {fault ? t(fault, { key: row.key, n: String(MOST_LABELS) }) : mark ? t(mark) : null}
                </div>
              ) : null}
            </li>
          );
        })}
        {gone.map(([key, value]) => (
          <li key={`gone ${key}`} className="break-words text-before-ink">
            <del>
              <bdi>
                {key}={value}
              </bdi>
            </del>{' '}
            <span className="text-ink-3 text-xs">{t('removed')}</span>
          </li>
        ))}
      </ol>
      <div className="mt-1.5 flex items-center gap-3">
        <Button ref={addButton} icon="plus" small onClick={add}>
          {t('add')}
        </Button>
        <span className="text-ink-3 text-xs">{t('paste')}</span>
      </div>
    </fieldset>
  );
}
