import type { ChangedToken, UserRow } from '@cynosure/shared/console/access.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { useWrite } from '../../lib/use-write.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { SecretOnce } from './secret-once.tsx';
import { useAccountsChanged } from './use-users.ts';
import { WriteState } from './write-state.tsx';

/** Asked once, then the new token is shown once. */
export function RenewToken({ user, onClose }: { user: UserRow; onClose: () => void }) {
  const t = useTranslations('users');
  const words = useTranslations('action');
  const changed = useAccountsChanged();
  const { writing, busy, run } = useWrite();
  const [answer, setAnswer] = useState<ChangedToken>();
  const renew = async () => {
    if (busy) return;
    const got = await run((idempotencyKey) =>
      http.post<ChangedToken>(
        `${pathOf('access', 'users', user.id)}/token`,
        { change: 'renew' },
        { idempotencyKey },
      ),
    );
    if ('answer' in got) setAnswer(got.answer);
    changed();
  };
  return (
    <Dialog
      label={t('tokenRenewTitle', { user: user.name })}
      open
      staysOpen={answer !== undefined}
      onClose={onClose}
    >
      {answer ? (
        <SecretOnce secret={answer.secret} onDone={onClose} />
      ) : (
        <div className="grid gap-3">
          <p className="m-0 text-ink-2">{t('tokenRenewWhat')}</p>
          <WriteState writing={writing} what={t('tokenOf', { user: user.name })} />
          <div className="flex gap-2 pt-1">
            <Button look="danger" aria-busy={busy || undefined} onClick={() => void renew()}>
              {t('tokenRenewNow')}
            </Button>
            <Button onClick={onClose}>{words('cancel')}</Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}
