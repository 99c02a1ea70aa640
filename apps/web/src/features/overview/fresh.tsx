import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { doorAddress, doorUrl } from '../../lib/registry/door-address.ts';
import { settingsQuery } from '../../lib/registry/settings.ts';
import { CopyButton } from '../../ui/copy-button.tsx';
import { Face } from '../../ui/face.tsx';

/** A registry that nobody has used: what to do first. Where its doors are only the server knows. */
export function Fresh() {
  const t = useTranslations('overview');
  const server = useQuery({ ...settingsQuery, refetchInterval: false }).data?.value.server;
  const address = doorAddress(server?.doors, 'grpc', location.hostname);
  const api = doorUrl(server?.doors, 'http', location.hostname);
  const example = api === undefined ? null : registerByCurl(api, server?.openToClients === true);
  return (
    <Face
      title={t('freshTitle')}
      actions={example === null ? null : <CopyButton text={example}>{t('copyExample')}</CopyButton>}
    >
      {address ? t('fresh', { address }) : null}
      {example === null ? null : (
        <code className="mono mt-3 block select-all break-all text-xs">{example}</code>
      )}
    </Face>
  );
}

/** What a client does to register, for a terminal: a token only where clients need one, so that it can be pasted as it is. */
function registerByCurl(api: string, open: boolean): string {
  const token = open ? '' : ' -H "X-Polaris-Token: $TOKEN"';
  const instance = JSON.stringify({ namespace: 'default', service: 'hello', host: '10.0.0.1', port: 8080 });
  return `curl -X POST ${api}/v1/RegisterInstance -H 'Content-Type: application/json'${token} -d '${instance}'`;
}
