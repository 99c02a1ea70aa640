import { type RefObject, useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { Shape } from '../../../ui/mark.tsx';

type TypedNumberProps = {
  n: number;
  value: string;
  missing: boolean;
  inputRef: RefObject<HTMLInputElement | null>;
  onChange: (value: string) => void;
};

/** What cannot be taken back asks for its number. */
export function TypedNumber({ n, value, missing, inputRef, onChange }: TypedNumberProps) {
  const t = useTranslations('bulk');
  const id = useId();
  const label = t('typeNumber', { n: String(n) });
  return (
    <>
      <label htmlFor={id}>{t('number')}</label>
      <div>
        <input
          ref={inputRef}
          id={id}
          className="input until"
          aria-label={label}
          inputMode="numeric"
          autoComplete="off"
          placeholder={label}
          aria-invalid={missing || undefined}
          aria-describedby={missing ? `${id}-why` : undefined}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
        {missing ? (
          <div id={`${id}-why`} className="mark bad xs mt-1">
            <Shape tone="bad" size={12} />
            {label}
          </div>
        ) : null}
      </div>
    </>
  );
}
