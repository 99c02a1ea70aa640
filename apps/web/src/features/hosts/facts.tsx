import type { Host } from '@cynosure/shared/console/host.ts';
import { type ReactNode, useMemo } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { factsOf } from './rows.ts';

/** Filters together may have 2,000 characters. */
const LONGEST_LINK = 1_800;

/** The few figures of a host, or of several together. */
export function Facts({ hosts }: { hosts: readonly Host[] }) {
  const t = useTranslations('hosts.facts');
  const state = useTranslations('state');
  const format = useFormat();
  const facts = useMemo(() => factsOf(hosts), [hosts]);
  const whoIsReached = useMemo(() => {
    const services = hosts.flatMap(({ instances }) => instances);
    return links.clientsOf([
      ...new Map(services.map((one) => [`${one.namespace}/${one.service}`, one])).values(),
    ]);
  }, [hosts]);
  return (
    <dl className="facts">
      <Fact name={t('instances')}>
        {t('inServices', { instances: facts.instances, services: facts.services })}
      </Fact>
      <Fact name={state('unhealthy')} tone={facts.unhealthy > 0 ? 'text-unhealthy-ink' : undefined}>
        {format.number(facts.unhealthy)}
      </Fact>
      <Fact name={t('healthy')}>{format.number(facts.healthyInTraffic)}</Fact>
      <Fact name={state('isolated')} tone={facts.isolated > 0 ? 'text-isolated-ink' : undefined}>
        {format.number(facts.isolated)}
      </Fact>
      {facts.unchecked > 0 ? <Fact name={state('unchecked')}>{format.number(facts.unchecked)}</Fact> : null}
      {facts.namespaces.length > 0 ? (
        <Fact name={t('namespaces')} wide>
          <bdi>{facts.namespaces.join(', ')}</bdi>
        </Fact>
      ) : null}
      {facts.places.length > 0 ? (
        <Fact name={t('place')}>
          <bdi>{facts.places.join(', ')}</bdi>
        </Fact>
      ) : null}
      {facts.clients === undefined ? null : (
        <Fact name={t('clients')}>
          {whoIsReached.length > LONGEST_LINK ? (
            format.number(facts.clients)
          ) : (
            <Link className="link" to={whoIsReached}>
              {format.number(facts.clients)}
            </Link>
          )}
        </Fact>
      )}
    </dl>
  );
}

function Fact({
  name,
  tone,
  wide,
  children,
}: {
  name: string;
  tone?: string | undefined;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <div className={wide ? 'not-narrow' : undefined}>
      <dt>{name}</dt>
      <dd className={tone}>{children}</dd>
    </div>
  );
}
