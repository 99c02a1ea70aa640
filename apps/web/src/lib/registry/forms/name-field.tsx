import type { Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../../ui/form-field.tsx';
import { faultOfName, useNameFault } from './name-fault.ts';

/** The name of a namespace, service or alias, checked as it is typed; that it is missing is said once it was `tried`. */
export function NameField({
  label,
  value,
  longest,
  tried,
  rule = false,
  fault: other,
  inputRef,
  onChange,
}: {
  label: string;
  value: string;
  longest: number;
  tried: boolean;
  /** Says what a name may be, below it. */
  rule?: boolean;
  /** What else is wrong with a name that could be one. */
  fault?: string | undefined;
  inputRef: Ref<HTMLInputElement>;
  onChange: (name: string) => void;
}) {
  const form = useTranslations('form');
  const sayFault = useNameFault();
  const fault = faultOfName(value, longest);
  const said = fault && (tried || fault.kind !== 'missing');
  return (
    <FormField
      label={label}
      rule={rule ? form('nameRule', { n: String(longest) }) : undefined}
      fault={said ? sayFault(fault, label, longest) : other}
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
          onChange={(event) => onChange(event.target.value.trim())}
        />
      )}
    </FormField>
  );
}
