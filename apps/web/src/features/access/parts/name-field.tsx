import type { Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../../ui/form-field.tsx';

/** A name of an account, role or policy: letters, digits, Chinese characters, `_ - .` (contract/auth.md §3.1). */
const ACCOUNT_NAME = /^[\u4E00-\u9FA5A-Za-z0-9_\-.]+$/;
const LONGEST = { account: 64, policy: 64, free: 128 } as const;

/** What kind of name: of an account, of a policy, which can be renamed, or of a group, which may hold spaces. */
export type NameKind = keyof typeof LONGEST;

/** Whether the server would refuse it whatever else is there. */
export function nameFault(name: string, kind: NameKind): 'missing' | 'long' | 'character' | undefined {
  if (name.trim() === '') return 'missing';
  if ([...name.trim()].length > LONGEST[kind]) return 'long';
  const isFine = kind === 'free' ? !/\p{Cc}/u.test(name) : ACCOUNT_NAME.test(name);
  return isFine ? undefined : 'character';
}

/** The name of something new, checked as it is typed. */
export function NameField({
  kind,
  value,
  onChange,
  tried,
  inputRef,
}: {
  kind: NameKind;
  value: string;
  onChange: (name: string) => void;
  tried: boolean;
  inputRef: Ref<HTMLInputElement>;
}) {
  const t = useTranslations('accessParts');
  const fault = nameFault(value, kind);
  const said = fault !== undefined && (tried || fault !== 'missing');
  const n = String(LONGEST[kind]);
  return (
    <FormField
      label={t('name')}
      fault={said ? t(`nameFault.${fault}`, { n }) : undefined}
      rule={t(({ account: 'nameRule', policy: 'nameRulePolicy', free: 'nameRuleFree' } as const)[kind], {
        n,
      })}
    >
      {(of) => (
        <input
          {...of}
          ref={inputRef}
          className="input"
          value={value}
          spellCheck={false}
          autoCapitalize="none"
          autoComplete="off"
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
