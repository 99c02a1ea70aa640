import type { Namespace } from '@cynosure/shared/console/namespace.ts';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useDeleteNamespace } from './api/write-namespace.ts';

/** It cannot be undone, so the name has to be typed. */
export function DeleteNamespace({
  namespace,
  onDone,
  onClose,
}: {
  namespace: Namespace;
  onDone?: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('namespaces');
  const words = useTranslations('action');
  const remove = useDeleteNamespace(namespace);
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const wrong = tried && typed !== namespace.name;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed !== namespace.name) return input.current?.focus();
    if (remove.isPending) return;
    remove.mutate(typed, {
      onSuccess: () => {
        showToast(t('deleted', { namespace: namespace.name }));
        onClose();
        onDone?.();
      },
    });
  };
  return (
    <Dialog
      label={t('confirmTitle', { namespace: namespace.name })}
      open
      onClose={onClose}
      initialFocus={input}
    >
      <form onSubmit={submit} noValidate className="grid gap-3">
        <p className="text-ink-2">{t('confirmWhat')}</p>
        <input
          ref={input}
          className="input"
          aria-label={t('confirmType', { namespace: namespace.name })}
          placeholder={t('confirmType', { namespace: namespace.name })}
          aria-invalid={wrong || undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {remove.error ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('notDeleted')} <span className="mono text-ink-3 text-xs">{detailsOf(remove.error)}</span>
          </div>
        ) : null}
        <div className="flex gap-2 pt-1">
          <Button type="submit" look="danger">
            {words('delete')}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
