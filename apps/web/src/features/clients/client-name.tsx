import type { Client } from '@cynosure/shared/console/client.ts';
import { useTranslations } from 'use-intl/react';

/** Some SDKs repeat their name in the version. */
export const sdkOf = ({ sdk, version }: Pick<Client, 'sdk' | 'version'>): string =>
  version.startsWith(sdk) ? version : [sdk, version].filter(Boolean).join(' ');

/** Id of a client, or that it has none. */
export function ClientId({ client }: { client: Client }) {
  const t = useTranslations('clients');
  return client.id ? (
    <bdi className="mono">{client.id}</bdi>
  ) : (
    <span title={t('byAddressWhy')}>{t('byAddress')}</span>
  );
}
