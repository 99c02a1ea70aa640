import type { AliasPreview, AliasRow } from '@cynosure/shared/console/alias.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { showToast } from '../../../ui/toast.tsx';
import { http } from '../../http.ts';
import { keys } from '../../keys.ts';
import { unchanged } from '../../problem.ts';
import { CommentField } from '../forms/comment-field.tsx';
import { faultOfName, LONGEST_SERVICE } from '../forms/name-fault.ts';
import { NameField } from '../forms/name-field.tsx';
import { NamespaceChoice } from '../forms/namespace-choice.tsx';
import { type Pinned, PinnedForm, PinnedFormEnd } from '../forms/pinned-form.tsx';

const TYPING_SETTLES_MS = 300;

type Target = { namespace: string; service: string };

/** A new alias, or where one points to and its comment. `target`: the service it is made for. */
export function AliasForm({
  alias,
  target,
  onClose,
}: {
  alias?: AliasRow;
  target?: Target;
  onClose: () => void;
}) {
  const t = useTranslations('aliases');
  return (
    <PinnedForm
      label={alias ? t('edit', { alias: alias.alias }) : t('new')}
      opened={alias}
      revisionOf={({ revision }) => revision}
      onClose={onClose}
    >
      {(pinned) => <AliasFields pinned={pinned} target={target} />}
    </PinnedForm>
  );
}

function AliasFields({ pinned, target: wanted }: { pinned: Pinned<AliasRow>; target: Target | undefined }) {
  const { thing: opened, nameInput, onClose } = pinned;
  const t = useTranslations('aliases');
  const field = useTranslations('field');
  const write = useWriteAlias(opened);
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
  return (
    <form onSubmit={submit} noValidate className="grid gap-3.5">
      {opened ? null : (
        <>
          <NamespaceChoice label={field('namespace')} value={namespace} onChange={setNamespace} />
          <NameField
            label={t('alias')}
            value={name}
            longest={LONGEST_SERVICE}
            tried={tried}
            rule
            fault={taken ? t(taken === 'service' ? 'takenByService' : 'takenByAlias') : undefined}
            inputRef={nameInput}
            onChange={setName}
          />
        </>
      )}
      <NamespaceChoice
        label={t('targetNamespace')}
        value={target.namespace}
        onChange={(chosen) => setTarget({ ...target, namespace: chosen })}
      />
      <NameField
        label={t('pointsTo')}
        value={target.service}
        longest={LONGEST_SERVICE}
        tried={tried}
        inputRef={targetInput}
        onChange={(service) => setTarget({ ...target, service })}
      />
      <CommentField value={comment} onChange={setComment} />
      {preview && !taken && preview.askedBy > 0 ? (
        <div role="alert" className="note caution">
          {t('asked', { n: preview.askedBy, alias: name, service: target.service || '…' })}
        </div>
      ) : null}
      <PinnedFormEnd pinned={pinned} write={write} name={name} />
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
