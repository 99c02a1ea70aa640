import type { FunctionGroup, TryAnswer, TryRequest } from '@cynosure/shared/console/access.ts';
import type { ResourceKind } from '@cynosure/shared/console/resource.ts';
import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../../lib/http.ts';
import { namespacesQuery } from '../../../lib/registry/namespaces.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { detailsOf } from '../../../ui/read-face.tsx';
import { functionsQuery, groupsListQuery, usersListQuery } from '../parts/access-api.ts';
import { TryAnswerWords } from './try-answer.tsx';

/** May somebody do something with something, and by what? Changes nothing. */
export function TryDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('accessPolicies');
  const parts = useTranslations('accessParts');
  const field = useTranslations('field');
  const words = useTranslations('action');
  const users = useQuery(usersListQuery).data?.value.items ?? [];
  const groups = useQuery(groupsListQuery).data?.value.items ?? [];
  const functions = useQuery(functionsQuery).data?.value ?? [];
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  const [who, setWho] = useState('');
  const [wanted, setWanted] = useState('');
  const [namespace, setNamespace] = useState('');
  const [service, setService] = useState('');
  const ask = useMutation({ mutationFn: (body: TryRequest) => http.post<TryAnswer>('/access/try', body) });
  const kind = kindOf(functions, wanted);
  // Any change makes the last answer one to another question.
  const changing = (set: (value: string) => void) => (event: { target: { value: string } }) => {
    set(event.target.value);
    ask.reset();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const body = requestOf(who, wanted, kind, namespace, service.trim());
    if (body !== undefined && !ask.isPending) ask.mutate(body);
  };
  return (
    <Dialog label={t('try')} open onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <FormField label={t('step.who')}>
          {(of) => (
            <select {...of} className="input" value={who} onChange={changing(setWho)}>
              <option value="">{t('tryChoose')}</option>
              <optgroup label={parts('kind.users')}>
                {users.map(({ id, name }) => (
                  <option key={id} value={`user:${id}`}>
                    {name}
                  </option>
                ))}
              </optgroup>
              <optgroup label={parts('kind.user_groups')}>
                {groups.map(({ id, name }) => (
                  <option key={id} value={`group:${id}`}>
                    {name}
                  </option>
                ))}
              </optgroup>
            </select>
          )}
        </FormField>
        <FormField label={t('tryFunction')}>
          {(of) => (
            <select {...of} className="input" value={wanted} onChange={changing(setWanted)}>
              <option value="">{t('tryChoose')}</option>
              {functions.map((group) => (
                <optgroup key={group.name} label={group.name}>
                  {group.functions.map(({ name }) => (
                    <option key={name}>{name}</option>
                  ))}
                </optgroup>
              ))}
            </select>
          )}
        </FormField>
        {kind === 'namespaces' || kind === 'services' ? (
          <FormField label={field('namespace')} rule={t('tryAll')}>
            {(of) => (
              <select {...of} className="input" value={namespace} onChange={changing(setNamespace)}>
                <option value="">{t('everyOfKind', { kind: parts(`kind.${kind}`) })}</option>
                {namespaces.map(({ name }) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
            )}
          </FormField>
        ) : null}
        {kind === 'services' && namespace !== '' ? (
          <FormField label={field('service')}>
            {(of) => (
              <input
                {...of}
                className="input"
                value={service}
                spellCheck={false}
                autoCapitalize="none"
                autoComplete="off"
                onChange={changing(setService)}
              />
            )}
          </FormField>
        ) : null}
        {ask.data ? <TryAnswerWords answer={ask.data} /> : null}
        {ask.error ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('tryFailed')} <span className="mono text-ink-3 text-xs">{detailsOf(ask.error)}</span>
          </div>
        ) : null}
        <div className="flex gap-2 pt-1">
          <Button
            type="submit"
            look="primary"
            aria-busy={ask.isPending || undefined}
            disabledWhy={
              requestOf(who, wanted, kind, namespace, service.trim()) === undefined
                ? t('tryIncomplete')
                : undefined
            }
          >
            {t('tryNow')}
          </Button>
          <Button onClick={onClose}>{words('close')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

const kindOf = (functions: readonly FunctionGroup[], wanted: string): ResourceKind | null =>
  functions.find((group) => group.functions.some(({ name }) => name === wanted))?.kind ?? null;

/** The question, or undefined while something of it is missing. */
function requestOf(
  who: string,
  wanted: string,
  kind: ResourceKind | null,
  namespace: string,
  service: string,
): TryRequest | undefined {
  const [whose, id = ''] = who.split(':');
  if (wanted === '' || (whose !== 'user' && whose !== 'group')) return undefined;
  const asked: TryRequest = { who: { kind: whose, id }, function: wanted };
  if (namespace === '') return asked;
  if (kind === 'namespaces') return { ...asked, resource: { kind, id: namespace } };
  if (kind !== 'services') return asked;
  return service === '' ? undefined : { ...asked, resource: { kind, namespace, service } };
}
