import type { SdkAccess } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { namespacesQuery } from '../../lib/registry/namespaces.ts';
import { Banner } from '../../ui/face.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { SaveBar } from './save-bar.tsx';
import { sdkAccessQuery, useEditSdkAccess } from './use-sdk-access.ts';

/** Whether SDKs need tokens: nowhere, everywhere, or namespace by namespace. */
export function SdkSection() {
  const t = useTranslations('settings');
  const read = useQuery(sdkAccessQuery);
  const access = read.data?.value;
  if (access !== undefined) return <SdkForm key={access.revision} access={access} />;
  if (!read.error) return <div aria-busy="true" />;
  return <ReadFace error={read.error} what={t('section.sdk')} onRetry={() => void read.refetch()} />;
}

function SdkForm({ access }: { access: SdkAccess }) {
  const t = useTranslations('settings');
  const write = useEditSdkAccess(access.revision);
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  const [everywhere, setEverywhere] = useState(access.clientOpen);
  const [closed, setClosed] = useState<readonly string[]>(access.closedNamespaces);
  const may = access.may.edit === true;
  // A namespace may be closed before it is there.
  const names = [...new Set([...namespaces.map(({ name }) => name), ...access.closedNamespaces])].sort();
  const toggle = (name: string, isOn: boolean) =>
    setClosed(isOn ? [...closed, name].sort() : closed.filter((one) => one !== name));
  const isChanged =
    everywhere !== access.clientOpen || closed.join('\n') !== [...access.closedNamespaces].sort().join('\n');
  const closesMore =
    (everywhere && !access.clientOpen) || closed.some((one) => !access.closedNamespaces.includes(one));
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!may || !isChanged || write.isPending) return;
    write.mutate(
      { clientOpen: everywhere, closedNamespaces: [...closed] },
      { onSuccess: () => showToast(t('sdkSaved')) },
    );
  };
  return (
    <form onSubmit={submit} noValidate className="grid max-w-130 gap-4">
      <p className="m-0 text-ink-2">{t('sdkWhat')}</p>
      {!access.isLoopback && !access.clientOpen ? <Banner tone="caution">{t('sdkOpen')}</Banner> : null}
      <div>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            role="switch"
            aria-checked={everywhere}
            checked={everywhere}
            disabled={!may}
            onChange={(event) => setEverywhere(event.target.checked)}
          />
          {t('sdkAll')}
        </label>
        <div className="mt-1 text-ink-3 text-xs">{t('sdkAllWhat')}</div>
      </div>
      <fieldset className="m-0 grid gap-1.5 border-0 p-0" disabled={!may || everywhere}>
        <legend className="mb-1.5 p-0">{t('sdkSome')}</legend>
        {names.map((name) => (
          <label key={name} className="flex items-center gap-2">
            <input
              type="checkbox"
              checked={everywhere || closed.includes(name)}
              onChange={(event) => toggle(name, event.target.checked)}
            />
            <bdi>{name}</bdi>
          </label>
        ))}
      </fieldset>
      {closesMore ? <Banner tone="caution">{t('sdkClosing')}</Banner> : null}
      <SaveBar may={may} busy={write.isPending} error={write.error} isChanged={isChanged} />
    </form>
  );
}
