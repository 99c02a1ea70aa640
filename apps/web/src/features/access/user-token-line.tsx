import type { UserRow } from '@cynosure/shared/console/access.ts';
import { useTranslations } from 'use-intl/react';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useSwitchToken } from './use-users.ts';
import { TokenMark } from './user-columns.tsx';

/** Whether the account's own token works, and how that is changed. */
export function UserTokenLine({ user, onRenew }: { user: UserRow; onRenew: () => void }) {
  const t = useTranslations('users');
  const whyNot = useWhyNot();
  const turn = useSwitchToken(user);
  const why = whyNot(user.may.token);
  const change = user.tokenEnabled ? 'off' : 'on';
  return (
    <div className="grid gap-2">
      <p className="m-0 text-ink-2">{t('tokenWhat')}</p>
      <div className="flex flex-wrap items-center gap-2">
        <TokenMark on={user.tokenEnabled} />
        <Button
          small
          disabledWhy={why ?? (user.kind === 'main' && change === 'off' ? t('tokenMain') : undefined)}
          aria-busy={turn.isPending || undefined}
          onClick={() =>
            turn.isPending ||
            turn.mutate(change, {
              onSuccess: () => showToast(t('tokenTurned', { change, user: user.name })),
            })
          }
        >
          {t(change === 'on' ? 'tokenOn' : 'tokenOff')}
        </Button>
        <Button small icon="key" disabledWhy={why} onClick={onRenew}>
          {t('tokenRenew')}
        </Button>
      </div>
      <WriteFailed error={turn.error} what={t('tokenOf', { user: user.name })} />
    </div>
  );
}
