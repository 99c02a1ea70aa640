import type { Diagnostics, Settings } from '@cynosure/shared/console/settings.ts';
import { useMutation } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { downloadText } from '../../lib/csv.ts';
import { http } from '../../lib/http.ts';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import { Button } from '../../ui/button.tsx';
import { Fact } from './fact.tsx';

/** Which version this is, under which licences, and what somebody who helps wants to see. */
export function AboutSection({ settings }: { settings: Settings }) {
  const t = useTranslations('settings');
  const { version, runtime } = settings.server;
  const bundle = useMutation({
    mutationFn: async () => {
      const { value } = await http.get<Diagnostics>('/settings/diagnostics');
      const stamp = new Date(value.takenAt).toISOString().replaceAll(':', '-');
      downloadText(`cynosure-diagnostics-${stamp}.json`, JSON.stringify(value, null, 2), 'application/json');
    },
  });
  return (
    <div>
      <dl className="fields">
        <Fact name={t('version')}>{version}</Fact>
        <Fact name={t('runtime')}>{runtime}</Fact>
        <Fact name={t('licence')}>
          <span>Apache-2.0</span>
          <a className="link" href="/licences.txt" target="_blank" rel="noopener">
            {t('licences')}
          </a>
        </Fact>
      </dl>
      <h2>{t('diagnostics')}</h2>
      <p className="m-0 mb-3 text-ink-2">{t('diagnosticsWhat')}</p>
      <WriteFailed error={bundle.error} what={t('diagnostics')} />
      <Button icon="export" aria-busy={bundle.isPending || undefined} onClick={() => bundle.mutate()}>
        {t('diagnosticsNow')}
      </Button>
    </div>
  );
}
