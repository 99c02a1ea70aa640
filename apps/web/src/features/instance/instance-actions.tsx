import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { doorUrl } from '../../lib/registry/door-address.ts';
import { useElsewhere } from '../../lib/registry/elsewhere.ts';
import { settingsQuery } from '../../lib/registry/settings.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { showToast } from '../../ui/toast.tsx';
import { asCurl, asJson } from './copies.ts';

type InstanceActionsProps = {
  instance: Instance;
  whyNotEdit: string | undefined;
  /** Isolates, or ends what isolates it. */
  onIsolate: () => void;
  onEdit: () => void;
  onDeregister: () => void;
};

/** What can be done with the instance. */
export function InstanceActions({
  instance,
  whyNotEdit,
  onIsolate,
  onEdit,
  onDeregister,
}: InstanceActionsProps) {
  const t = useTranslations('instance');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const { host, port, may } = instance;
  const dashboard = useElsewhere('instance', {
    namespace: instance.namespace,
    service: instance.service,
    host,
    port: instance.port,
    id: instance.id,
  });
  const queries = useQueryClient();
  const put = async (text: string) => {
    if (await copyText(text)) showToast(words('copied'));
  };
  const copy = (text: string) => () => void put(text);
  const copyCurl = async () => {
    const known = await queries
      .fetchQuery({ ...settingsQuery, staleTime: Number.POSITIVE_INFINITY })
      .catch(() => undefined);
    // Whoever may not read the settings gets the usual port.
    const usual = `http://${location.hostname}:8090`;
    await put(asCurl(instance, doorUrl(known?.value.server.doors, 'http', location.hostname) ?? usual));
  };
  return (
    <div className="instance-actions">
      <Button
        icon="hatch"
        shortcut="i"
        disabledWhy={whyNot(instance.isolation ? may?.end : may?.isolate)}
        onClick={onIsolate}
      >
        {instance.isolation ? words('endIsolation') : words('isolate')}
      </Button>
      <Button icon="edit" shortcut="e" disabledWhy={whyNotEdit} onClick={onEdit}>
        {words('edit')}
      </Button>
      <Menu trigger={<Button icon="copy">{words('copy')}</Button>}>
        <MenuItem onSelect={copy(host)}>{t('copyHost')}</MenuItem>
        <MenuItem onSelect={copy(`${host}:${port}`)}>{t('copyHostPort')}</MenuItem>
        <MenuItem onSelect={copy(asJson(instance))}>{t('copyJson')}</MenuItem>
        <MenuItem onSelect={() => void copyCurl()}>{t('copyCurl')}</MenuItem>
        {dashboard ? (
          <MenuItem icon="pulse" onSelect={() => window.open(dashboard, '_blank', 'noopener')}>
            {words('dashboard')}
          </MenuItem>
        ) : null}
        <MenuItem icon="link" hint="y" onSelect={copy(location.href)}>
          {words('copyLink')}
        </MenuItem>
      </Menu>
      <span className="flex-1" />
      <Button look="quiet" icon="trash" disabledWhy={whyNot(may?.deregister)} onClick={onDeregister}>
        {t('deregister')}
      </Button>
    </div>
  );
}
