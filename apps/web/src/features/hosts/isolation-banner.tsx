import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useLastOperation } from '../../lib/last-operation.ts';
import { useExtend } from '../../lib/registry/extend.ts';
import { isFlag, useTargetName } from '../../lib/registry/isolation-target.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { countdown } from '../../lib/time-span.ts';
import { Button } from '../../ui/button.tsx';
import { Mark, Shape } from '../../ui/mark.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

const SOON_MS = 10 * 60_000;
const HOUR_MS = 3_600_000;

/** An isolation that holds on the page's host: by whom, why, until when, and what can be done about it. */
export function IsolationBanner({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('hosts');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const format = useFormat();
  const actor = useActorName('within');
  const name = useTargetName();
  const now = useNow();
  const { open } = useSheet();
  const last = useLastOperation();
  const { extend, error, busy } = useExtend();
  const left = isolation.endsAt === null ? undefined : isolation.endsAt - now;
  const { counts, undo } = isolation;
  return (
    <section className="isolation-banner" aria-label={t('isolation')}>
      <Shape tone="out" size={16} />
      <div className="min-w-0 flex-1">
        <div>
          <b className="font-semibold text-isolated-ink">
            {isFlag(isolation) ? t('isolatedApi') : t('isolatedBy', { by: actor(isolation.by) })}
          </b>{' '}
          <span className="num text-ink-2" title={format.exact(isolation.sinceAt)}>
            {t('since', { time: format.minute(isolation.sinceAt, now) })} ·{' '}
            {left === undefined ? (
              t('endsByHand')
            ) : (
              <span className={left < SOON_MS ? 'font-medium text-caution-ink' : undefined}>
                {t('endsIn', { left: left < HOUR_MS ? countdown(left) : format.span(left, true) })}
              </span>
            )}
          </span>
        </div>
        <div className="text-ink-2">
          <bdi>{whyOf(isolation)}</bdi>
          {whyOf(isolation) ? ' · ' : ''}
          {isolation.instance || isolation.service ? (
            <>
              <bdi>{name(isolation)}</bdi> ·{' '}
            </>
          ) : null}
          {t('covers', { n: counts.instances })}
          {isolation.leave.length > 0
            ? ` · ${t('leftByGuard', { services: isolation.leave.map((one) => one.service).join(', ') })}`
            : ''}
          {counts.backInTraffic > 0 && isolation.drift.length > 0 ? (
            <span className="ml-2">
              <Mark tone="bad">{t('backInTraffic', { n: isolation.drift.length })}</Mark>
            </span>
          ) : null}
        </div>
        {error ? (
          <div role="alert" className="mark bad xs whitespace-normal">
            <Shape tone="bad" size={12} />
            {t('notExtended')} <span className="mono">{detailsOf(error)}</span>
          </div>
        ) : null}
      </div>
      <div className="flex flex-wrap gap-2">
        {undo && isolation.may?.undo ? (
          <Button
            icon="undo"
            {...(last?.id === undo.operationId ? { shortcut: 'u' } : {})}
            disabledWhy={whyNot(isolation.may.undo)}
            onClick={() => open('undo', undo.operationId)}
          >
            {t(`undoWhat.${undo.what}`)}
          </Button>
        ) : null}
        {left === undefined ? null : (
          <Button
            disabledWhy={whyNot(isolation.may?.extend)}
            aria-busy={busy || undefined}
            onClick={() => void extend(isolation)}
          >
            {t('extend')}
          </Button>
        )}
        <Button disabledWhy={whyNot(isolation.may?.end)} onClick={() => open('end', isolation.id)}>
          {words('endIsolation')}
        </Button>
      </div>
    </section>
  );
}

/** A ticket that the reason names already is not said twice. */
const whyOf = ({ reason, ticket }: Isolation): string =>
  [reason, reason.includes(ticket) ? '' : ticket].filter(Boolean).join(' · ');
