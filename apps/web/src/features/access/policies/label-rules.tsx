import type { PolicyLabel } from '@cynosure/shared/console/access.ts';
import { useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { comparisonOf, comparisons, keylessLabel, type PolicyDraft } from './policy-draft.ts';

/** Things that are not named one by one: all that carry these labels, each of which must fit. */
export function LabelRules({
  draft,
  tried,
  onChange,
}: {
  draft: PolicyDraft;
  /** Somebody has tried to save: what is missing is said. */
  tried: boolean;
  onChange: (to: Partial<PolicyDraft>) => void;
}) {
  const t = useTranslations('accessPolicies');
  const form = useTranslations('labelsEditor');
  const list = useRef<HTMLFieldSetElement>(null);
  const { labels } = draft;
  const keyless = tried ? keylessLabel(draft) : undefined;
  const put = (place: number, to: Partial<PolicyLabel>) =>
    onChange({ labels: labels.map((one, at) => (at === place ? { ...one, ...to } : one)) });
  const add = () => {
    onChange({ labels: [...labels, { key: '', value: '', compareType: 'string_equal' }] });
    // The new line is drawn after this.
    setTimeout(() => list.current?.querySelector<HTMLElement>('li:last-child input')?.focus());
  };
  return (
    <fieldset ref={list} className="m-0 grid min-w-0 gap-1.5 border-0 p-0">
      <legend className="mb-1 p-0 font-medium text-ink-2">{form('title')}</legend>
      <div className="text-ink-3 text-xs">{t('labelsWhat')}</div>
      <ol className="grid gap-1.5">
        {labels.map(({ key, value, compareType }, place) => (
          // Lines have no other identity than their place.
          <li key={place} className="flex flex-wrap items-center gap-1.5">
            <input
              className="input w-auto! min-w-0 flex-1"
              aria-label={form('key', { i: String(place + 1) })}
              value={key}
              maxLength={128}
              spellCheck={false}
              autoComplete="off"
              aria-invalid={place === keyless || undefined}
              onChange={({ target }) => put(place, { key: target.value })}
            />
            <select
              className="input w-auto!"
              aria-label={t('comparison', { i: String(place + 1) })}
              value={comparisonOf(compareType) ?? compareType}
              onChange={({ target }) => put(place, { compareType: target.value })}
            >
              {comparisons.map((one) => (
                <option key={one} value={one}>
                  {t(`compare.${one}`)}
                </option>
              ))}
              {comparisonOf(compareType) === undefined ? <option>{compareType}</option> : null}
            </select>
            <input
              className="input w-auto! min-w-0 flex-1"
              aria-label={form('value', { i: String(place + 1) })}
              value={value}
              maxLength={4096}
              spellCheck={false}
              autoComplete="off"
              onChange={({ target }) => put(place, { value: target.value })}
            />
            <Button
              icon="x"
              look="quiet"
              small
              label={form('remove', { key: key.trim() || String(place + 1) })}
              onClick={() => onChange({ labels: labels.filter((_, at) => at !== place) })}
            />
          </li>
        ))}
      </ol>
      {keyless === undefined ? null : (
        <div role="alert" className="text-unhealthy-ink">
          {form('emptyKey')}
        </div>
      )}
      <div>
        <Button icon="plus" small onClick={add}>
          {form('add')}
        </Button>
      </div>
    </fieldset>
  );
}
