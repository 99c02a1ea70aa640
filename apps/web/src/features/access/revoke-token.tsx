import type { TokenRow } from '@cynosure/shared/console/access.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useTokenName } from './token-columns.tsx';
import { useAccountsChanged } from './use-users.ts';

/** Asked once: whoever uses the token is refused from then on. */
export function RevokeToken({ token, onClose }: { token: TokenRow; onClose: () => void }) {
  const t = useTranslations('tokens');
  const words = useTranslations('action');
  const name = useTokenName()(token);
  const revoke = useMutation({
    mutationFn: () => http.delete(pathOf('access', 'tokens', token.id)),
    onSettled: useAccountsChanged(),
    onSuccess: () => {
      showToast(t('revoked', { token: name }));
      onClose();
    },
  });
  return (
    <Dialog label={t('revoke', { token: name })} open onClose={onClose}>
      <p className="text-ink-2">
        {t('revokeWhat')} {token.kind === 'named' ? null : t('revokeRenews')}
      </p>
      {revoke.error ? (
        <div role="alert" className="mt-3 text-unhealthy-ink">
          {t('notRevoked')} <span className="mono text-ink-3 text-xs">{detailsOf(revoke.error)}</span>
        </div>
      ) : null}
      <div className="mt-4 flex gap-2">
        <Button
          look="danger"
          aria-busy={revoke.isPending || undefined}
          onClick={() => revoke.isPending || revoke.mutate()}
        >
          {t('revokeShort')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
    </Dialog>
  );
}
