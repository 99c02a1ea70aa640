import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';

/** It left while it was looked at: who took it out, and the way back. */
export function GoneNote({ instance, onBack }: { instance: Instance; onBack: () => void }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const now = useNow();
  const { at = 0, by = '' } = instance.gone ?? {};
  const ago = format.ago(at, now);
  return (
    <div className="note caution" role="alert">
      <Shape tone="caution" size={15} />
      <div className="flex-1">
        {by ? t('goneBy', { ago, by }) : t('gone', { ago })}
        <div className="mt-2 flex gap-2">
          <Button small onClick={onBack}>
            {t('backToList')}
          </Button>
        </div>
      </div>
    </div>
  );
}
