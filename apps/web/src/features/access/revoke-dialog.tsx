import type { SessionRow } from '@cynosure/shared/console/access.ts';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useEndSession } from './use-sessions.ts';

/** Asked once: whoever is signed out signs in again. */
export function RevokeDialog({ session, onClose }: { session: SessionRow; onClose: () => void }) {
  const t = useTranslations('access');
  const words = useTranslations('action');
  const end = useEndSession();
  const who = { user: session.user.name, address: session.address };
  return (
    <Dialog label={t('sure', who)} open onClose={onClose}>
      <p className="text-ink-2">{t('sureWhat')}</p>
      {end.error ? (
        <div role="alert" className="mt-3 text-unhealthy-ink">
          {t('notRevoked')} <span className="mono text-ink-3 text-xs">{detailsOf(end.error)}</span>
        </div>
      ) : null}
      <div className="mt-4 flex gap-2">
        <Button
          look="danger"
          aria-busy={end.isPending || undefined}
          onClick={() =>
            end.mutate(session.id, {
              onSuccess: () => {
                showToast(t('revoked', who));
                onClose();
              },
            })
          }
        >
          {t('revoke')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
    </Dialog>
  );
}
