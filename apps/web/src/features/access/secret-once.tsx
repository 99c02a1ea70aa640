import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy-button.tsx';

/** A token that is shown this once, to be copied; or that its answer got lost. */
export function SecretOnce({ secret, onDone }: { secret: string | undefined; onDone: () => void }) {
  const t = useTranslations('tokens');
  const words = useTranslations('action');
  return (
    <div className="grid gap-3">
      {secret === undefined ? (
        <div role="alert" className="note caution">
          {t('secretLost')}
        </div>
      ) : (
        <>
          <p className="m-0" role="status">
            {t('secretOnce')}
          </p>
          <code className="mono select-all break-all" data-secret>
            {secret}
          </code>
        </>
      )}
      <div className="flex gap-2 pt-1">
        {secret === undefined ? null : (
          <CopyButton text={secret} look="primary">
            {t('copyToken')}
          </CopyButton>
        )}
        <Button onClick={onDone}>{words('done')}</Button>
      </div>
    </div>
  );
}
