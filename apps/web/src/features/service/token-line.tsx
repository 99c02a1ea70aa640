import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service, ServiceToken } from '@cynosure/shared/console/service.ts';
import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { detailsOf } from '../../ui/read-face.tsx';

/** The token of a service, shown once or renewed by who may; each time history says so. */
export function TokenLine({ service: of }: { service: Service }) {
  const t = useTranslations('service');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const [asks, setAsks] = useState(false);
  const ask = useMutation({
    mutationFn: (change: 'show' | 'renew') =>
      http.post<Partial<ServiceToken>>(`${pathOf('services', of.namespace, of.service)}/token`, { change }),
    onSettled: () => setAsks(false),
  });
  const secret = ask.data?.secret;
  if (secret) {
    return (
      <span className="grid gap-1.5">
        <span className="flex flex-wrap items-center gap-2">
          <code className="mono break-all">{secret}</code>
          <Button icon="copy" small onClick={() => void copyText(secret)}>
            {words('copy')}
          </Button>
          <Button small look="quiet" onClick={() => ask.reset()}>
            {words('done')}
          </Button>
        </span>
        <span className="text-ink-3 text-xs" role="status">
          {t('tokenOnce')}
        </span>
      </span>
    );
  }
  return (
    <span className="grid gap-1.5">
      <span className="flex flex-wrap items-center gap-2">
        <Button icon="key" small disabledWhy={whyNot(of.may?.readToken)} onClick={() => ask.mutate('show')}>
          {t('tokenShow')}
        </Button>
        {asks ? (
          <>
            <span>{t('tokenRenewSure')}</span>
            <Button small look="danger" onClick={() => ask.mutate('renew')}>
              {t('tokenRenewNow')}
            </Button>
            <Button small onClick={() => setAsks(false)}>
              {words('cancel')}
            </Button>
          </>
        ) : (
          <Button small disabledWhy={whyNot(of.may?.token)} onClick={() => setAsks(true)}>
            {t('tokenRenew')}
          </Button>
        )}
      </span>
      <span className="text-ink-3 text-xs">{t('tokenWhat')}</span>
      {ask.error ? (
        <span role="alert" className="text-unhealthy-ink">
          {t('tokenFailed')} <span className="mono text-xs">{detailsOf(ask.error)}</span>
        </span>
      ) : null}
    </span>
  );
}
