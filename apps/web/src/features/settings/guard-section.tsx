import type { EditGuard, GuardOverride, Settings } from '@cynosure/shared/console/settings.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { GuardRuleFields, guardDraftOf, guardOfDraft } from '../../lib/registry/forms/guard-field.tsx';
import { links } from '../../lib/registry/links.ts';
import { namespacesQuery } from '../../lib/registry/namespaces.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { SaveBar } from './save-bar.tsx';
import { useEditGuard } from './use-settings.ts';

/** When taking instances out of traffic warns: for everybody, and where somebody has set it otherwise. */
export function GuardSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const write = useEditGuard();
  const [draft, setDraft] = useState(guardDraftOf(settings.guard, true));
  const may = settings.may.edit === true;
  const rule = guardOfDraft(draft);
  const isChanged = rule !== undefined && JSON.stringify(rule) !== JSON.stringify(plain(settings.guard));
  const save = (edit: EditGuard) => write.mutate(edit, { onSuccess: () => showToast(t('guardSaved')) });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (may && isChanged && rule !== undefined && !write.isPending) save({ rule });
  };
  return (
    <div className="grid max-w-130 gap-4">
      <p className="m-0 text-ink-2">{t('guardWhat')}</p>
      <form onSubmit={submit} noValidate>
        <fieldset className="m-0 grid gap-3 border-0 p-0" disabled={!may}>
          <GuardRuleFields value={draft} onChange={setDraft} />
        </fieldset>
        <div className="mt-4 grid gap-3">
          <SaveBar may={may} busy={write.isPending} error={write.error} isChanged={isChanged} />
        </div>
      </form>
      <h2 className="m-0 mt-2">{t('guardOverrides')}</h2>
      {settings.overrides.length === 0 ? (
        <p className="m-0 text-ink-3">{t('guardNone')}</p>
      ) : (
        <ul className="grid gap-1.5">
          {settings.overrides.map((one) => (
            <Override key={`${one.namespace}/${one.service ?? ''}`} one={one} may={may} onRemove={save} />
          ))}
        </ul>
      )}
      {may ? <AddNamespace settings={settings} onAdd={save} /> : null}
    </div>
  );
}

const plain = ({ warnBelowShare, warnZoneEmptied }: Settings['guard']) => ({
  warnBelowShare,
  warnZoneEmptied,
});

function Override({
  one,
  may,
  onRemove,
}: {
  one: GuardOverride;
  may: boolean;
  onRemove: (edit: EditGuard) => void;
}) {
  const t = useTranslations('settings');
  const format = useFormat();
  const { namespace, service } = one;
  const name = service === undefined ? namespace : `${namespace}/${service}`;
  return (
    <li className="flex items-center gap-3">
      <Link
        className="link"
        to={
          service === undefined
            ? `${links.services}?${new URLSearchParams({ namespace })}`
            : links.service(namespace, service, 'details')
        }
      >
        {service === undefined ? t('guardNamespace', { namespace }) : t('guardService', { service: name })}
      </Link>
      <span className="flex-1 text-ink-2">
        {t('guardRule', {
          share: format.percent(one.warnBelowShare),
          zone: one.warnZoneEmptied ? 'yes' : 'no',
        })}
      </span>
      {may ? (
        <Button
          icon="x"
          look="quiet"
          small
          label={t('guardRemove', { name })}
          onClick={() => onRemove({ namespace, ...(service === undefined ? {} : { service }), rule: null })}
        />
      ) : null}
    </li>
  );
}

/** A rule for a namespace begins as everybody's. Those of services are set where services are edited. */
function AddNamespace({ settings, onAdd }: { settings: Settings; onAdd: (edit: EditGuard) => void }) {
  const t = useTranslations('settings');
  const field = useTranslations('field');
  const has = new Set(
    settings.overrides.filter((one) => one.service === undefined).map((one) => one.namespace),
  );
  const names = (useQuery(namespacesQuery).data?.value.items ?? [])
    .map(({ name }) => name)
    .filter((name) => !has.has(name));
  const [chosen, setChosen] = useState<string>();
  const [draft, setDraft] = useState(guardDraftOf(settings.guard, true));
  const namespace = chosen ?? names[0];
  const rule = guardOfDraft(draft);
  if (namespace === undefined) return null;
  return (
    <form
      noValidate
      className="grid gap-3"
      onSubmit={(event) => {
        event.preventDefault();
        if (rule) onAdd({ namespace, rule });
        setChosen(undefined);
      }}
    >
      <fieldset className="m-0 grid gap-3 border-0 p-0">
        <legend className="mb-1 font-medium text-ink-2">{t('guardAdd')}</legend>
        <select
          className="input"
          aria-label={field('namespace')}
          value={namespace}
          onChange={(event) => setChosen(event.target.value)}
        >
          {names.map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
        <GuardRuleFields value={draft} onChange={setDraft} />
      </fieldset>
      <div>
        <Button type="submit">{t('guardAddNow')}</Button>
      </div>
    </form>
  );
}
