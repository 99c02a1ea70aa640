import { isolationLengths, type Settings } from '@cynosure/shared/console/settings.ts';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../ui/form-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { SaveBar } from './save-bar.tsx';
import { useEditSettings } from './use-settings.ts';

/** What forms of isolations offer first. */
export function IsolationSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const write = useEditSettings(settings.revision);
  const [ends, setEnds] = useState(settings.isolationSeconds);
  const [extend, setExtend] = useState(settings.extendSeconds);
  const may = settings.may.edit === true;
  const isChanged = ends !== settings.isolationSeconds || extend !== settings.extendSeconds;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!may || !isChanged || write.isPending) return;
    write.mutate(
      { isolationSeconds: ends, extendSeconds: extend },
      { onSuccess: () => showToast(t('saved')) },
    );
  };
  const words = (seconds: number) =>
    seconds < 3600 ? t('minutes', { n: seconds / 60 }) : t('hours', { n: seconds / 3600 });
  return (
    <form onSubmit={submit} noValidate className="grid max-w-130 gap-4">
      <p className="m-0 text-ink-2">{t('isolationWhat')}</p>
      <FormField label={t('ends')}>
        {(field) => (
          <select
            {...field}
            className="input"
            value={String(ends ?? '')}
            disabled={!may}
            onChange={(event) => setEnds(event.target.value === '' ? null : Number(event.target.value))}
          >
            <option value="">{t('endsNever')}</option>
            {isolationLengths.map((one) => (
              <option key={one} value={one}>
                {words(one)}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <FormField label={t('extend')}>
        {(field) => (
          <select
            {...field}
            className="input"
            value={extend}
            disabled={!may}
            onChange={(event) => setExtend(Number(event.target.value))}
          >
            {isolationLengths.map((one) => (
              <option key={one} value={one}>
                {words(one)}
              </option>
            ))}
          </select>
        )}
      </FormField>
      <SaveBar may={may} busy={write.isPending} error={write.error} isChanged={isChanged} />
    </form>
  );
}
