import type { UserRow } from '@cynosure/shared/console/access.ts';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import { useSession } from '../../lib/session.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { faultOfPassword } from './account-rules.ts';
import { PasswordField } from './password-field.tsx';
import { useSetPassword } from './use-users.ts';

/** Another password for an account. For one's own the present one is asked. */
export function PasswordDialog({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations('users');
  const form = useTranslations('form');
  const words = useTranslations('action');
  const isOwn = useSession().user?.id === user.id;
  const set = useSetPassword(user);
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const [tried, setTried] = useState(false);
  const currentInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const fault = faultOfPassword(password, user.name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isOwn && current === '') return currentInput.current?.focus();
    if (fault) return passwordInput.current?.focus();
    if (set.isPending) return;
    set.mutate(isOwn ? { password, current } : { password }, {
      onSuccess: () => {
        showToast(t('passwordChanged', { user: user.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog
      label={isOwn ? t('changePassword') : t('resetPassword', { user: user.name })}
      open
      onClose={onClose}
      initialFocus={isOwn ? currentInput : passwordInput}
    >
      <form onSubmit={submit} noValidate className="grid gap-3.5">
        <p className="m-0 text-ink-2">{isOwn ? t('changeWhat') : t('resetWhat', { user: user.name })}</p>
        {isOwn ? (
          <FormField
            label={t('presentPassword')}
            fault={tried && current === '' ? form('missing', { what: t('presentPassword') }) : undefined}
          >
            {(of) => (
              <input
                {...of}
                ref={currentInput}
                className="input"
                type="password"
                autoComplete="current-password"
                value={current}
                onChange={(event) => setCurrent(event.target.value)}
              />
            )}
          </FormField>
        ) : null}
        <PasswordField
          ref={passwordInput}
          label={t('newPassword')}
          value={password}
          fault={fault && (tried || fault === 'isName') ? fault : undefined}
          onChange={setPassword}
        />
        <WriteFailed error={set.error} what={t('passwordOf', { user: user.name })} />
        <div className="flex gap-2 pt-1">
          <Button type="submit" look="primary" aria-busy={set.isPending || undefined}>
            {words('save')}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}
