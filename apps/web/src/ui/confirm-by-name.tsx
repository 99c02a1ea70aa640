import { type FormEvent, type ReactNode, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from './button.tsx';
import { Dialog } from './modal.tsx';
import { detailsOf } from './read-face.tsx';

/** For what cannot be undone: the name has to be typed. */
export function ConfirmByName({
  what,
  children,
  busy,
  error,
  onConfirm,
  onClose,
}: {
  /** What is deleted, and what is to be typed. */
  what: string;
  /** What goes with it. */
  children?: ReactNode;
  busy: boolean;
  error: Error | null;
  onConfirm: (typed: string) => void;
  onClose: () => void;
}) {
  const t = useTranslations('form');
  const words = useTranslations('action');
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed !== what) input.current?.focus();
    else if (!busy) onConfirm(typed);
  };
  return (
    <Dialog label={t('deleteTitle', { what })} open onClose={onClose} initialFocus={input}>
      <form onSubmit={submit} noValidate className="grid gap-3">
        {children}
        <p className="text-ink-2">{t('cannotUndo')}</p>
        <input
          ref={input}
          className="input"
          aria-label={t('deleteType', { what })}
          placeholder={t('deleteType', { what })}
          aria-invalid={(tried && typed !== what) || undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
        />
        {error ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('notDeleted', { what })} <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
          </div>
        ) : null}
        <div className="flex gap-2 pt-1">
          <Button type="submit" look="danger" aria-busy={busy || undefined}>
            {words('delete')}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
