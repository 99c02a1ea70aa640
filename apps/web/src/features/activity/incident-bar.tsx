import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import type { Operation } from '@cynosure/shared/console/operation.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { useQuery } from '@tanstack/react-query';
import { Link, useSearchParams } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { useTargetName } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { useActorName, useSentenceText } from '../../lib/registry/sentence-text.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Shape } from '../../ui/mark.tsx';
import { showToast } from '../../ui/toast.tsx';

/** With a ticket the page is the timeline of an incident: what is still isolated for it, and a text to hand on. */
export function IncidentBar({ operations }: { operations: readonly Operation[] }) {
  const [address] = useSearchParams();
  const ticket = address.get('ticket');
  return ticket ? <Incident ticket={ticket} operations={operations} /> : null;
}

function Incident({ ticket, operations }: { ticket: string; operations: readonly Operation[] }) {
  const t = useTranslations('activity');
  const name = useTargetName();
  const request = new URLSearchParams({ state: 'inForce', ticket, limit: '50' }).toString();
  const isolations = useQuery({
    queryKey: keys.isolations('inForce', request),
    queryFn: ({ signal }) => http.get<Page<Isolation>>(`/isolations?${request}`, signal),
  }).data?.value.items;
  const text = useHandOver(ticket, isolations ?? [], operations);
  return (
    <section className="incident" aria-label={t('incident', { ticket })}>
      <Shape tone="out" size={16} />
      <div className="min-w-0 flex-1">
        <b className="font-semibold">{t('incident', { ticket })}</b>{' '}
        {isolations ? (
          <span className="text-ink-2">{t('incidentIsolated', { n: isolations.length })}</span>
        ) : null}{' '}
        {isolations?.map((one) => (
          <Link key={one.id} className="link mr-2" to={links.isolation(one.id)}>
            <bdi>{name(one)}</bdi>
          </Link>
        ))}
      </div>
      <Button
        icon="copy"
        onClick={() => void copyText(text()).then((copied) => copied && showToast(t('handOverCopied')))}
      >
        {t('handOver')}
      </Button>
    </section>
  );
}

/** Markdown for whoever takes over: what is isolated and until when, and what was done, oldest first. */
function useHandOver(
  ticket: string,
  isolations: readonly Isolation[],
  operations: readonly Operation[],
): () => string {
  const t = useTranslations('activity');
  const format = useFormat();
  const name = useTargetName();
  const say = useSentenceText();
  const actor = useActorName();
  return () =>
    [
      t('handOverTitle', { ticket }),
      '',
      t('handOverIsolated'),
      '',
      ...(isolations.length === 0
        ? [t('handOverNothing')]
        : isolations.map(
            (one) =>
              `- [${name(one)}](${location.origin}${links.isolation(one.id)}) ${
                one.endsAt === null
                  ? t('handOverByHand')
                  : t('handOverUntil', { time: format.exact(one.endsAt) })
              } · ${one.reason}`,
          )),
      '',
      t('handOverChanges'),
      '',
      ...[...operations]
        .reverse()
        .map(
          (one) =>
            `- ${format.exact(one.at)} ${actor(one.by)} [${say(one)}](${location.origin}${links.operation(one.id)})${
              one.reason ? ` · ${one.reason}` : ''
            }`,
        ),
      '',
    ].join('\n');
}
