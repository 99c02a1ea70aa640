import { useId } from 'react';
import { useTranslations } from 'use-intl/react';

/** Who besides its own namespace sees something. `named` is kept while another choice is looked at. */
export type VisibilityDraft = { choice: 'here' | 'all' | 'named'; named: string };

export const visibilityOf = (exportTo: readonly string[] = []): VisibilityDraft => ({
  choice: exportTo.includes('*') ? 'all' : exportTo.length > 0 ? 'named' : 'here',
  named: exportTo.filter((one) => one !== '*').join(', '),
});

export const exportToOf = ({ choice, named }: VisibilityDraft): string[] =>
  choice === 'here' ? [] : choice === 'all' ? ['*'] : named.split(/[\s,;，、]+/).filter(Boolean);

export function VisibilityField({
  value,
  onChange,
}: {
  value: VisibilityDraft;
  onChange: (value: VisibilityDraft) => void;
}) {
  const t = useTranslations('visibility');
  const name = useId();
  return (
    <fieldset className="m-0 border-0 p-0">
      <legend className="mb-1 font-medium text-ink-2">{t('title')}</legend>
      <div className="seg" role="radiogroup" aria-label={t('title')}>
        {(['here', 'all', 'named'] as const).map((choice) => (
          <label key={choice}>
            <input
              type="radio"
              name={name}
              value={choice}
              checked={value.choice === choice}
              onChange={() => onChange({ ...value, choice })}
            />
            {t(choice)}
          </label>
        ))}
      </div>
      {value.choice === 'named' ? (
        <input
          className="input mt-2"
          aria-label={t('which')}
          placeholder={t('which')}
          spellCheck={false}
          value={value.named}
          onChange={(event) => onChange({ ...value, named: event.target.value })}
        />
      ) : null}
    </fieldset>
  );
}
