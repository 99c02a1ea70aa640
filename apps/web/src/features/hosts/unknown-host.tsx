import type { Host } from '@cynosure/shared/console/host.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { Face } from '../../ui/face.tsx';

/** Nothing is on the host now: who was there last, and a way to isolate what may come. */
export function UnknownHost({ hosts, onIsolate }: { hosts: readonly Host[]; onIsolate: () => void }) {
  const t = useTranslations('hosts');
  const whyNot = useWhyNot();
  const [first] = hosts;
  const isolated = hosts.some((host) => (host.isolations ?? []).length > 0);
  const last = hosts.flatMap((host) => host.lastSeen ?? []);
  return (
    <>
      <Face
        title={
          hosts.length === 1
            ? t('unknownTitle', { host: first?.host ?? '' })
            : t('unknownSome', { hosts: hosts.map((one) => one.host).join(', ') })
        }
        tone="none"
        actions={
          isolated ? null : (
            <Button icon="hatch" disabledWhy={whyNot(first?.may?.isolate)} onClick={onIsolate}>
              {t('isolateAhead')}
            </Button>
          )
        }
      >
        {isolated ? t('arrivals') : t('unknownWhat')}
      </Face>
      {last.length > 0 ? (
        <div className="last-seen">
          <h2>{t('unknownLast')}</h2>
          <ul>
            {last.map((one) => (
              <li key={one.id}>
                <Link
                  to={links.service(one.namespace, one.service)}
                  className="truncate font-medium hover:underline"
                >
                  <bdi>{one.service}</bdi>
                </Link>
                <span className="num text-ink-3">:{one.port}</span>
                <bdi className="truncate text-ink-3">{one.namespace}</bdi>
                <span className="flex-1" />
                <span className="num whitespace-nowrap text-ink-3 text-xs">
                  <Ago at={one.at} />
                </span>
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
