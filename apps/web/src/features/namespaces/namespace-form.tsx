import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { type FormEvent, type RefObject, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CommentField } from '../../lib/registry/forms/comment-field.tsx';
import { SaveFailed } from '../../lib/registry/forms/save-failed.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWriteNamespace } from './api/write-namespace.ts';
import { faultOfName, LONGEST_NAME, type NameFault } from './namespace-name.ts';

type Visibility = 'here' | 'all' | 'named';

/**
 * A new namespace, or the comment and visibility of one as it was when the form was opened. Its name is checked as it is
 * typed, and never changes.
 */
export function NamespaceForm({
  namespace: opened,
  onClose,
}: {
  namespace?: Namespace;
  onClose: () => void;
}) {
  const t = useTranslations('namespaces');
  const [namespace, setNamespace] = useState(opened);
  const nameInput = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      label={namespace ? t('edit', { namespace: namespace.name }) : t('new')}
      open
      onClose={onClose}
      {...(namespace ? {} : { initialFocus: nameInput })}
    >
      <NamespaceFields
        key={namespace?.revision}
        namespace={namespace}
        nameInput={nameInput}
        onTheirs={setNamespace}
        onClose={onClose}
      />
    </Dialog>
  );
}

function NamespaceFields({
  namespace,
  nameInput,
  onTheirs,
  onClose,
}: {
  namespace: Namespace | undefined;
  nameInput: RefObject<HTMLInputElement | null>;
  onTheirs: (namespace: Namespace) => void;
  onClose: () => void;
}) {
  const t = useTranslations('namespaces');
  const words = useTranslations('action');
  const field = useTranslations('field');
  const write = useWriteNamespace(namespace);
  const [name, setName] = useState(namespace?.name ?? '');
  const [comment, setComment] = useState(namespace?.comment ?? '');
  const [visibility, setVisibility] = useState<Visibility>(visibilityOf(namespace));
  const [named, setNamed] = useState(namespace?.exportTo.filter((one) => one !== '*').join(', ') ?? '');
  const [tried, setTried] = useState(false);
  const fault = namespace ? undefined : faultOfName(name);
  const said = fault && (tried || fault.kind !== 'missing') ? <FaultWords fault={fault} /> : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (fault) return nameInput.current?.focus();
    if (write.isPending) return;
    const exportTo =
      visibility === 'here' ? [] : visibility === 'all' ? ['*'] : named.split(/[\s,;，、]+/).filter(Boolean);
    write.mutate(
      { name, comment: comment.trim(), exportTo },
      {
        onSuccess: () => {
          showToast(t(namespace ? 'saved' : 'created', { namespace: name }));
          onClose();
        },
      },
    );
  };

  return (
    <form onSubmit={submit} noValidate className="grid gap-3.5">
      {namespace ? null : (
        <div>
          <label htmlFor="namespace-name" className="mb-1 block font-medium text-ink-2">
            {field('namespace')}
          </label>
          <input
            id="namespace-name"
            ref={nameInput}
            className="input"
            value={name}
            maxLength={LONGEST_NAME + 20}
            spellCheck={false}
            autoCapitalize="none"
            autoComplete="off"
            aria-invalid={said ? true : undefined}
            aria-describedby="namespace-name-said"
            onChange={(event) => setName(event.target.value.trim())}
          />
          <div
            id="namespace-name-said"
            className={`mt-1 text-xs ${said ? 'text-unhealthy-ink' : 'text-ink-3'}`}
          >
            {said ?? t('nameRule', { n: String(LONGEST_NAME) })}
          </div>
        </div>
      )}
      <CommentField value={comment} onChange={setComment} />
      <fieldset className="m-0 border-0 p-0">
        <legend className="mb-1 font-medium text-ink-2">{field('visibility')}</legend>
        <div className="seg" role="radiogroup" aria-label={field('visibility')}>
          {(['here', 'all', 'named'] as const).map((value) => (
            <label key={value}>
              <input
                type="radio"
                name="visibility"
                value={value}
                checked={visibility === value}
                onChange={() => setVisibility(value)}
              />
              {t(({ here: 'onlyHere', all: 'all', named: 'named' } as const)[value])}
            </label>
          ))}
        </div>
        {visibility === 'named' ? (
          <input
            className="input mt-2"
            aria-label={t('namedWhich')}
            placeholder={t('namedWhich')}
            value={named}
            onChange={(event) => setNamed(event.target.value)}
          />
        ) : null}
      </fieldset>
      <SaveFailed error={write.error} what={name} onTheirs={onTheirs} />
      <div className="flex gap-2 pt-1">
        <Button type="submit" look="primary">
          {namespace ? words('save') : t('create')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
    </form>
  );
}

function FaultWords({ fault }: { fault: NameFault }) {
  const t = useTranslations('namespaces');
  if (fault.kind === 'missing') return t('nameMissing');
  if (fault.kind === 'long') return t('nameLong', { n: String(LONGEST_NAME) });
  return fault.character.trim() === '' ? t('nameSpace') : t('nameBad', { character: fault.character });
}

function visibilityOf(namespace: Namespace | undefined): Visibility {
  if (!namespace || namespace.exportTo.length === 0) return 'here';
  return namespace.exportTo.includes('*') ? 'all' : 'named';
}
