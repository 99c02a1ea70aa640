import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CommentField } from '../../lib/registry/forms/comment-field.tsx';
import { faultOfName, LONGEST_NAMESPACE } from '../../lib/registry/forms/name-fault.ts';
import { NameField } from '../../lib/registry/forms/name-field.tsx';
import { type Pinned, PinnedForm, PinnedFormEnd } from '../../lib/registry/forms/pinned-form.tsx';
import { exportToOf, VisibilityField, visibilityOf } from '../../lib/registry/forms/visibility-field.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useWriteNamespace } from './api/write-namespace.ts';

/** A new namespace, or the comment and visibility of one. Its name is checked as it is typed, and never changes. */
export function NamespaceForm({ namespace, onClose }: { namespace?: Namespace; onClose: () => void }) {
  const t = useTranslations('namespaces');
  return (
    <PinnedForm
      label={namespace ? t('edit', { namespace: namespace.name }) : t('new')}
      opened={namespace}
      revisionOf={({ revision }) => revision}
      onClose={onClose}
    >
      {(pinned) => <NamespaceFields pinned={pinned} />}
    </PinnedForm>
  );
}

function NamespaceFields({ pinned }: { pinned: Pinned<Namespace> }) {
  const { thing: namespace, nameInput, onClose } = pinned;
  const t = useTranslations('namespaces');
  const field = useTranslations('field');
  const write = useWriteNamespace(namespace);
  const [name, setName] = useState(namespace?.name ?? '');
  const [comment, setComment] = useState(namespace?.comment ?? '');
  const [visibility, setVisibility] = useState(visibilityOf(namespace?.exportTo));
  const [tried, setTried] = useState(false);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!namespace && faultOfName(name, LONGEST_NAMESPACE)) return nameInput.current?.focus();
    if (write.isPending) return;
    write.mutate(
      { name, comment: comment.trim(), exportTo: exportToOf(visibility) },
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
        <NameField
          label={field('namespace')}
          value={name}
          longest={LONGEST_NAMESPACE}
          tried={tried}
          rule
          inputRef={nameInput}
          onChange={setName}
        />
      )}
      <CommentField value={comment} onChange={setComment} />
      <VisibilityField value={visibility} onChange={setVisibility} />
      <PinnedFormEnd pinned={pinned} write={write} name={name} />
    </form>
  );
}
