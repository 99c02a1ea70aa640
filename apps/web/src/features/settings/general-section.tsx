import type { Settings } from '@cynosure/shared/console/settings.ts';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../ui/form-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { SaveBar } from './save-bar.tsx';
import { useEditSettings } from './use-settings.ts';

/** The environment's name and badge, and the time zone of people who have chosen none. */
export function GeneralSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const write = useEditSettings(settings.revision);
  const [name, setName] = useState(settings.environment.name);
  const [production, setProduction] = useState(settings.environment.production);
  const [timeZone, setTimeZone] = useState(settings.timeZone ?? '');
  const may = settings.may.edit === true;
  const nameFault = name.trim() === '' || [...name.trim()].length > 32 ? t('environmentBad') : undefined;
  const zoneFault = timeZone !== '' && !isTimeZone(timeZone) ? t('timeZoneBad') : undefined;
  const isChanged =
    name.trim() !== settings.environment.name ||
    production !== settings.environment.production ||
    timeZone !== (settings.timeZone ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!may || !isChanged || nameFault || zoneFault || write.isPending) return;
    write.mutate(
      { environment: { name: name.trim(), production }, timeZone: timeZone === '' ? null : timeZone },
      { onSuccess: () => showToast(t('saved')) },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-130 gap-4">
      <FormField label={t('environment')} rule={t('environmentRule')} fault={nameFault}>
        {(field) => (
          <input
            {...field}
            className="input"
            value={name}
            readOnly={!may}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </FormField>
      <div>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            role="switch"
            aria-checked={production}
            checked={production}
            disabled={!may}
            onChange={(event) => setProduction(event.target.checked)}
          />
          {t('production')}
        </label>
        <div className="mt-1 text-ink-3 text-xs">{t('productionWhat')}</div>
      </div>
      <FormField label={t('timeZone')} rule={t('timeZoneRule')} fault={zoneFault}>
        {(field) => (
          <input
            {...field}
            className="input"
            list="time-zones"
            value={timeZone}
            readOnly={!may}
            spellCheck={false}
            onChange={(event) => setTimeZone(event.target.value.trim())}
          />
        )}
      </FormField>
      <datalist id="time-zones">
        {Intl.supportedValuesOf('timeZone').map((zone) => (
          <option key={zone} value={zone} />
        ))}
      </datalist>
      <SaveBar may={may} busy={write.isPending} error={write.error} isChanged={isChanged} />
    </form>
  );
}

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false; // the constructor throws for names that it does not know
  }
}
