import { type Ref, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../ui/form-field.tsx';
import type { PasswordFault } from './account-rules.ts';

/** A password that somebody chooses, with its rule; what is typed can be looked at. */
export function PasswordField({
  ref,
  label,
  value,
  fault,
  onChange,
}: {
  ref?: Ref<HTMLInputElement>;
  label: string;
  value: string;
  fault: PasswordFault | undefined;
  onChange: (value: string) => void;
}) {
  const t = useTranslations('users');
  const form = useTranslations('form');
  const [shown, setShown] = useState(false);
  const words = {
    missing: () => form('missing', { what: label }),
    short: () => t('passwordShort'),
    long: () => t('passwordLong'),
    isName: () => t('passwordIsName'),
  };
  return (
    <div className="grid gap-1.5">
      <FormField label={label} rule={t('passwordRule')} fault={fault ? words[fault]() : undefined}>
        {(of) => (
          <input
            {...of}
            ref={ref}
            className="input"
            type={shown ? 'text' : 'password'}
            autoComplete="new-password"
            spellCheck={false}
            autoCapitalize="none"
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
        )}
      </FormField>
      <label className="inline-flex items-center gap-2 text-ink-2 text-xs">
        <input type="checkbox" checked={shown} onChange={(event) => setShown(event.target.checked)} />
        {t('showPassword')}
      </label>
    </div>
  );
}
