import { type ClipboardEvent, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { pastedLabels } from '../../lib/registry/forms/labels-draft.ts';
import { Button } from '../../ui/button.tsx';
import type { LabelLine } from './draft.ts';
import { pathOfLabel, valueAt } from './fields.ts';
import type { Edit } from './use-edit.ts';

/** Labels as lines of key and value; what is new, changed or gone is marked in words. */
export function LabelsEditor({ edit }: { edit: Edit }) {
  const t = useTranslations('instance.labels');
  const faults = useTranslations('instance.fault');
  const list = useRef<HTMLFieldSetElement>(null);
  const known = Object.entries(edit.base.labels ?? {}).map(([key, value]) => ({ key, value }));
  const lines = edit.draft.labels ?? known;
  const gone = known.filter(({ key }) => !lines.some((line) => line.key.trim() === key));
  const put = (place: number, line: Partial<LabelLine>) =>
    edit.setLabels(lines.map((one, at) => (at === place ? { ...one, ...line } : one)));
  const paste = (place: number) => (event: ClipboardEvent) => {
    const pasted = pastedLabels(event.clipboardData.getData('text'));
    if (!pasted) return;
    event.preventDefault();
    const kept = lines.filter(({ key }, at) => at !== place || key.trim() !== '');
    const keys = new Set(pasted.map(({ key }) => key));
    edit.setLabels([...kept.filter(({ key }) => !keys.has(key.trim())), ...pasted]);
  };
  const add = () => {
    edit.setLabels([...lines, { key: '', value: '' }]);
    // The new line is drawn after this.
    setTimeout(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  const many = edit.wrong.find(({ at }) => at === 'labels');
  return (
    <fieldset ref={list} className="labels-editor" aria-label={t('group')}>
      <legend className="name">{t('group')}</legend>
      <ol>
        {lines.map(({ key, value }, place) => {
          const fault = edit.wrong.find(({ at }) => at === place)?.fault;
          const before = valueAt(edit.base, pathOfLabel(key.trim()));
          const mark =
            key.trim() === ''
              ? undefined
              : before === null
                ? t('added')
                : before === value
                  ? undefined
                  : t('changed');
          return (
            // Lines have no other identity than their place.
            <li key={place} data-mark={mark ? true : undefined}>
              <input
                className="input"
                data-field={place === 0 ? 'labels' : undefined}
                aria-label={t('key', { i: String(place + 1) })}
                value={key}
                spellCheck={false}
                autoComplete="off"
                aria-invalid={fault ? true : undefined}
                aria-describedby={fault ? `label-fault-${place}` : undefined}
                onPaste={paste(place)}
                onChange={(event) => put(place, { key: event.target.value })}
              />
              <input
                className="input"
                aria-label={t('value', { i: String(place + 1) })}
                value={value}
                spellCheck={false}
                autoComplete="off"
                onChange={(event) => put(place, { value: event.target.value })}
              />
              <Button
                icon="x"
                look="quiet"
                small
                label={t('remove', { key: key.trim() || String(place + 1) })}
                onClick={() => edit.setLabels(lines.filter((_, at) => at !== place))}
              />
              {fault ? (
                <span id={`label-fault-${place}`} className="rule text-unhealthy-ink">
                  {faults(fault)}
                </span>
              ) : mark ? (
                <span className="rule">{mark}</span>
              ) : null}
            </li>
          );
        })}
        {gone.map(({ key, value }) => (
          <li key={`gone ${key}`} className="gone">
            <del>
              <bdi>
                {key}={value}
              </bdi>
            </del>{' '}
            <span className="rule">{t('removed')}</span>
          </li>
        ))}
      </ol>
      <div className="flex items-center gap-2">
        <Button icon="plus" small {...(lines.length === 0 ? { 'data-field': 'labels' } : {})} onClick={add}>
          {t('add')}
        </Button>
        <span className="text-ink-3 text-xs">{t('hint')}</span>
      </div>
      {many ? (
        <p role="alert" className="rule text-unhealthy-ink">
          {faults(many.fault)}
        </p>
      ) : null}
    </fieldset>
  );
}
