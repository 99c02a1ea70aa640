import type { AliasPreview, AliasRow } from '@cynosure/shared/console/alias.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { http } from '../../http.ts';
import { keys } from '../../keys.ts';
import { unchanged } from '../../problem.ts';
import { CommentField } from '../forms/comment-field.tsx';
import { faultOfName, LONGEST_SERVICE, useNameFault } from '../forms/name-fault.ts';
import { SaveFailed } from '../forms/save-failed.tsx';
import { namespacesQuery } from '../namespaces.ts';

const TYPING_SETTLES_MS = 300;

type Target = { namespace: string; service: string };

/**
 * A new alias, or where one points to and its comment, as it was when the form was opened. `target`: the service it is
 * made for.
 */
export function AliasForm({
  alias: opened,
  target,
  onClose,
}: {
  alias?: AliasRow;
  target?: Target;
  onClose: () => void;
}) {
  const t = useTranslations('aliases');
  const [alias, setAlias] = useState(opened);
  const nameInput = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      label={alias ? t('edit', { alias: alias.alias }) : t('new')}
      open
      onClose={onClose}
      {...(alias ? {} : { initialFocus: nameInput })}
    >
      <AliasFields
        key={alias?.revision}
        alias={alias}
        target={target}
        nameInput={nameInput}
        onTheirs={setAlias}
        onClose={onClose}
      />
    </Dialog>
  );
}

function AliasFields({
  alias: opened,
  target: wanted,
  nameInput,
  onTheirs,
  onClose,
}: {
  alias: AliasRow | undefined;
  target: Target | undefined;
  nameInput: RefObject<HTMLInputElement | null>;
  onTheirs: (alias: AliasRow) => void;
  onClose: () => void;
}) {
  const t = useTranslations('aliases');
  const form = useTranslations('form');
  const field = useTranslations('field');
  const words = useTranslations('action');
  const sayFault = useNameFault();
  const write = useWriteAlias(opened);
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  const [namespace, setNamespace] = useState(opened?.namespace ?? wanted?.namespace ?? 'default');
  const [name, setName] = useState(opened?.alias ?? '');
  const [target, setTarget] = useState<Target>(
    opened?.target ?? wanted ?? { namespace: 'default', service: '' },
  );
  const [comment, setComment] = useState(opened?.comment ?? '');
  const [tried, setTried] = useState(false);
  const targetInput = useRef<HTMLInputElement>(null);
  const nameFault = opened ? undefined : faultOfName(name, LONGEST_SERVICE);
  const targetFault = faultOfName(target.service, LONGEST_SERVICE);
  const preview = usePreview(namespace, opened || nameFault ? '' : name);
  const taken = preview?.taken;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameFault || taken) return nameInput.current?.focus();
    if (targetFault) return targetInput.current?.focus();
    if (write.isPending) return;
    write.mutate(
      { namespace, alias: name, target, comment: comment.trim() },
      {
        onSuccess: () => {
          showToast(t(opened ? 'saved' : 'created', { alias: name }));
          onClose();
        },
      },
    );
  };
  const options = (chosen: string) =>
    [...new Set([...namespaces.map((one) => one.name), chosen])].map((one) => (
      <option key={one}>{one}</option>
    ));
  return (
    <form onSubmit={submit} noValidate className="grid gap-3.5">
      {opened ? null : (
        <>
          <FormField label={field('namespace')}>
            {(of) => (
              <select
                {...of}
                className="input"
                value={namespace}
                onChange={(event) => setNamespace(event.target.value)}
              >
                {options(namespace)}
              </select>
            )}
          </FormField>
          <FormField
            label={t('alias')}
            rule={form('nameRule', { n: String(LONGEST_SERVICE) })}
            fault={
              nameFault && (tried || nameFault.kind !== 'missing')
                ? sayFault(nameFault, t('alias'), LONGEST_SERVICE)
                : taken
                  ? t(taken === 'service' ? 'takenByService' : 'takenByAlias')
                  : undefined
            }
          >
            {(of) => (
              <input
                {...of}
                ref={nameInput}
                className="input"
                value={name}
                spellCheck={false}
                autoCapitalize="none"
                autoComplete="off"
                onChange={(event) => setName(event.target.value.trim())}
              />
            )}
          </FormField>
        </>
      )}
      <FormField label={t('targetNamespace')}>
        {(of) => (
          <select
            {...of}
            className="input"
            value={target.namespace}
            onChange={(event) => setTarget({ ...target, namespace: event.target.value })}
          >
            {options(target.namespace)}
          </select>
        )}
      </FormField>
      <FormField
        label={t('pointsTo')}
        fault={
          targetFault && (tried || targetFault.kind !== 'missing')
            ? sayFault(targetFault, t('pointsTo'), LONGEST_SERVICE)
            : undefined
        }
      >
        {(of) => (
          <input
            {...of}
            ref={targetInput}
            className="input"
            value={target.service}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            onChange={(event) => setTarget({ ...target, service: event.target.value.trim() })}
          />
        )}
      </FormField>
      <CommentField value={comment} onChange={setComment} />
      {preview && !taken && preview.askedBy > 0 ? (
        <div role="alert" className="note caution">
          {t('asked', { n: preview.askedBy, alias: name, service: target.service || '…' })}
        </div>
      ) : null}
      <SaveFailed error={write.error} what={name} onTheirs={onTheirs} />
      <div className="flex gap-2 pt-1">
        <Button type="submit" look="primary" aria-busy={write.isPending || undefined}>
          {opened ? words('save') : form('create')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
    </form>
  );
}

/** What the name is now, once the typing pauses. */
function usePreview(namespace: string, alias: string): AliasPreview | undefined {
  const [settled, setSettled] = useState({ namespace, alias });
  useEffect(() => {
    const timer = setTimeout(() => setSettled({ namespace, alias }), TYPING_SETTLES_MS);
    return () => clearTimeout(timer);
  }, [namespace, alias]);
  const read = useQuery({
    queryKey: keys.aliasPreview(settled.namespace, settled.alias),
    enabled: settled.alias !== '' && settled.alias === alias,
    queryFn: () => http.post<AliasPreview>('/aliases/preview', settled),
  });
  return settled.alias === alias && alias !== '' ? read.data : undefined;
}

function useWriteAlias(opened: AliasRow | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({
      namespace,
      alias,
      target,
      comment,
    }: {
      namespace: string;
      alias: string;
      target: Target;
      comment: string;
    }) =>
      opened
        ? http
            .put<AliasRow>(
              pathOf('aliases', namespace, alias),
              { target, comment },
              { ifMatch: opened.revision },
            )
            .catch(unchanged<AliasRow>)
        : http.post<AliasRow>('/aliases', { namespace, alias, target, comment }),
    onSettled: () => {
      void queries.invalidateQueries({ queryKey: keys.allAliases });
      void queries.invalidateQueries({ queryKey: keys.allOfServices });
    },
  });
}
