import type { Settings } from '@cynosure/shared/console/settings.ts';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../ui/form-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { SaveBar } from './save-bar.tsx';
import { useEditSettings } from './use-settings.ts';

const parts = {
  service: '{namespace} {service}',
  host: '{host}',
  instance: '{namespace} {service} {host} {port} {id}',
} as const;
const kinds = ['service', 'host', 'instance'] as const;

/** Where dashboards of services, hosts and instances are. */
export function LinksSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const write = useEditSettings(settings.revision);
  const [drafts, setDrafts] = useState(settings.links);
  const may = settings.may.edit === true;
  const isChanged = kinds.some((kind) => drafts[kind].trim() !== settings.links[kind]);
  const faultOf = (text: string) =>
    text.trim() === '' || /^https?:\/\/\S+$/.test(text.trim()) ? undefined : t('linkBad');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!may || !isChanged || write.isPending || kinds.some((kind) => faultOf(drafts[kind]))) return;
    const given = {
      service: drafts.service.trim(),
      host: drafts.host.trim(),
      instance: drafts.instance.trim(),
    };
    write.mutate({ links: given }, { onSuccess: () => showToast(t('saved')) });
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-180 gap-4">
      <p className="m-0 text-ink-2">{t('linksWhat')}</p>
      {kinds.map((kind) => (
        <FormField key={kind} label={t(`link.${kind}`, { parts: parts[kind] })} fault={faultOf(drafts[kind])}>
          {(field) => (
            <input
              {...field}
              className="input mono"
              type="url"
              spellCheck={false}
              readOnly={!may}
              maxLength={500}
              value={drafts[kind]}
              onChange={(event) => setDrafts({ ...drafts, [kind]: event.target.value })}
            />
          )}
        </FormField>
      ))}
      <SaveBar may={may} busy={write.isPending} error={write.error} isChanged={isChanged} />
    </form>
  );
}
