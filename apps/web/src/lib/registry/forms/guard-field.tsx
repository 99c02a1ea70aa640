import type { GuardChoice } from '@cynosure/shared/console/service.ts';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../../ui/form-field.tsx';

/** A rule of the guard while it is edited; `own` false = the wider one holds. */
export type GuardDraft = { own: boolean; percent: string; zone: boolean };

export const guardDraftOf = (rule: NonNullable<GuardChoice>, own: boolean): GuardDraft => ({
  own,
  percent: String(Math.round(rule.warnBelowShare * 100)),
  zone: rule.warnZoneEmptied,
});

export const isPercent = (text: string): boolean => /^\d{1,3}$/.test(text) && Number(text) <= 100;

/** null = none of its own; undefined = what is typed cannot be a share. */
export function guardOfDraft({ own, percent, zone }: GuardDraft): GuardChoice | undefined {
  if (!own) return null;
  return isPercent(percent) ? { warnBelowShare: Number(percent) / 100, warnZoneEmptied: zone } : undefined;
}

/** Share and zone of a rule. */
export function GuardRuleFields({
  value,
  onChange,
}: {
  value: GuardDraft;
  onChange: (value: GuardDraft) => void;
}) {
  const t = useTranslations('guardForm');
  return (
    <>
      <FormField label={t('share')} fault={isPercent(value.percent) ? undefined : t('shareBad')}>
        {(field) => (
          <span className="flex items-center gap-2">
            <input
              {...field}
              className="input num w-20"
              inputMode="numeric"
              value={value.percent}
              onChange={(event) => onChange({ ...value, percent: event.target.value.trim() })}
            />
            {t('percent')}
          </span>
        )}
      </FormField>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={value.zone}
          onChange={(event) => onChange({ ...value, zone: event.target.checked })}
        />
        {t('zone')}
      </label>
    </>
  );
}

/** Whether a service has a rule of its own, and which. */
export function GuardField({
  value,
  onChange,
}: {
  value: GuardDraft;
  onChange: (value: GuardDraft) => void;
}) {
  const t = useTranslations('guardForm');
  return (
    <fieldset className="m-0 grid gap-2.5 border-0 p-0">
      <legend className="mb-1 font-medium text-ink-2">{t('title')}</legend>
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          checked={value.own}
          onChange={(event) => onChange({ ...value, own: event.target.checked })}
        />
        {t('own')}
      </label>
      {value.own ? <GuardRuleFields value={value} onChange={onChange} /> : null}
      <div className="text-ink-3 text-xs">{t('fixed')}</div>
    </fieldset>
  );
}
