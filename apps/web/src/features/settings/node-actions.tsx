import type { Settings } from '@cynosure/shared/console/settings.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { CleanDialog, CloseDialog, LevelDialog, ReleaseDialog } from './upkeep-dialogs.tsx';

type Act = 'release' | 'close' | 'level' | 'clean';

/** What an owner may do to the node that answers; each asks first and stands in the history afterwards. */
export function NodeActions({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const [act, setAct] = useState<Act>();
  const whyNot = useWhyNot();
  const close = () => setAct(undefined);
  const { may, server } = settings;
  return (
    <section aria-labelledby="upkeep">
      <h2 id="upkeep">{t('upkeep')}</h2>
      <p className="m-0 mb-3 text-ink-2">{t('upkeepWhat')}</p>
      <div className="flex flex-wrap gap-2">
        <Button disabledWhy={whyNot(may.releaseLead)} onClick={() => setAct('release')}>
          {t('releaseLead')}
        </Button>
        <Button disabledWhy={whyNot(may.closeConnections)} onClick={() => setAct('close')}>
          {t('closeConnections')}
        </Button>
        <Button disabledWhy={whyNot(may.setLogLevel)} onClick={() => setAct('level')}>
          {t('setLevel')}
        </Button>
        <Button disabledWhy={whyNot(may.cleanInstances)} onClick={() => setAct('clean')}>
          {t('clean')}
        </Button>
      </div>
      {act === 'release' ? <ReleaseDialog onClose={close} /> : null}
      {act === 'close' ? <CloseDialog onClose={close} /> : null}
      {act === 'level' ? <LevelDialog levels={server.logLevels ?? []} onClose={close} /> : null}
      {act === 'clean' ? <CleanDialog onClose={close} /> : null}
    </section>
  );
}
