import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { iconOfOperation, useSentence } from '../../lib/registry/operation-sentence.ts';
import { hasPage } from '../../lib/registry/pages.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { Icon } from '../../ui/icon.tsx';
import { Shape } from '../../ui/mark.tsx';
import { Block, BlockNote } from './block.tsx';

const SOON_MS = 10 * 60_000;
const MOST = 7;

/** What is out of traffic now, the soonest end first. */
export function IsolatedBlock({
  isolated,
  total,
  flagged,
}: {
  isolated: readonly Isolation[] | undefined;
  total: number | undefined;
  /** Instances out of traffic, whoever took them out. */
  flagged: number | undefined;
}) {
  const t = useTranslations('overview');
  const face = useTranslations('face');
  const format = useFormat();
  return (
    <Block
      title={t('isolatedNow')}
      count={total === undefined ? undefined : format.number(total)}
      more={{ to: links.isolations, label: t('allIsolations') }}
    >
      {isolated === undefined ? <BlockNote>{face('unknownValue')}</BlockNote> : null}
      {isolated?.length === 0 ? (
        <BlockNote>{flagged ? t('onlyByApi', { n: flagged }) : t('nothingIsolated')}</BlockNote>
      ) : null}
      <ul>
        {isolated?.slice(0, MOST).map((one) => (
          <IsolatedItem key={one.id} isolation={one} />
        ))}
      </ul>
    </Block>
  );
}

function IsolatedItem({ isolation }: { isolation: Isolation }) {
  const t = useTranslations('overview');
  const unit = useTranslations('unit');
  const format = useFormat();
  const now = useNow();
  const left = isolation.endsAt === null ? undefined : isolation.endsAt - now;
  const target = useTargetName()(isolation);
  const actor = useActorName();
  const soon = left !== undefined && left < SOON_MS;
  return (
    <li>
      <Shape tone="out" />
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-1.5">
          {hasPage(links.isolations) ? (
            <Link to={links.isolation(isolation.id)} className="truncate font-semibold hover:underline">
              <bdi>{target}</bdi>
            </Link>
          ) : (
            <bdi className="truncate font-semibold">{target}</bdi>
          )}
          <span className="whitespace-nowrap text-ink-3">
            {unit('instances', { n: isolation.counts.instances })}
          </span>
          <span className="flex-1" />
          <span
            className={`num whitespace-nowrap text-xs ${soon ? 'font-medium text-caution-ink' : 'text-ink-3'}`}
          >
            {left === undefined ? t('noEnd') : t('endsIn', { span: format.span(left, left > 3_600_000) })}
          </span>
        </div>
        <div className="truncate text-ink-2">
          <bdi>{[isolation.ticket, isolation.reason].filter(Boolean).join(' ') || '–'}</bdi>{' '}
          <span className="text-ink-3">· {actor(isolation.by)}</span>
        </div>
      </div>
    </li>
  );
}

/** The newest operations. */
export function LatestBlock({ changes }: { changes: readonly Operation[] | undefined }) {
  const t = useTranslations('overview');
  const face = useTranslations('face');
  const format = useFormat();
  const sentence = useSentence();
  const now = useNow();
  return (
    <Block title={t('latest')} more={{ to: links.activity, label: t('allActivity') }}>
      {changes === undefined ? <BlockNote>{face('unknownValue')}</BlockNote> : null}
      {changes?.length === 0 ? <BlockNote>{t('noChanges')}</BlockNote> : null}
      <ul>
        {changes?.slice(0, MOST).map((one) => (
          <li key={one.id}>
            <Icon name={iconOfOperation(one)} size={15} />
            <div className="min-w-0 flex-1 truncate" title={format.exact(one.at)}>
              {sentence(one)}
            </div>
            <span className="num whitespace-nowrap text-ink-3 text-xs">{format.clock(one.at, now)}</span>
          </li>
        ))}
      </ul>
    </Block>
  );
}
