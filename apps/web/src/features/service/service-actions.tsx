import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useElsewhere } from '../../lib/registry/elsewhere.ts';
import { links } from '../../lib/registry/links.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { showToast } from '../../ui/toast.tsx';

const ServiceForm = onDemand(() =>
  import('../../lib/registry/forms/service-form.tsx').then((module) => module.ServiceForm),
);
const RegisterForm = onDemand(() => import('./register-form.tsx').then((module) => module.RegisterForm));
const DeleteService = onDemand(() => import('./delete-service.tsx').then((module) => module.DeleteService));

/** What can be done with a service besides looking at it; by an alias only what changes nothing. */
export function ServiceActions({
  namespace,
  service,
  one,
}: {
  namespace: string;
  service: string;
  one: Service | undefined;
}) {
  const t = useTranslations('service');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'register' | 'delete'>();
  const close = () => setOpen(undefined);
  const dashboard = useElsewhere('service', { namespace, service });
  const { may, blockers, aliasOf } = one ?? {};
  const itself = one && !aliasOf ? one : undefined;
  const left = (blockers?.instances ?? 0) + (blockers?.aliases ?? 0);
  /** The way to what stands in the way of a deletion. */
  const showWhatIsLeft = () => {
    const tab = blockers?.instances ? 'instances' : 'aliases';
    void navigate(links.service(namespace, service, tab));
    showToast(t(tab === 'instances' ? 'deleteAfterInstances' : 'deleteAfterAliases'));
  };
  return (
    <>
      {itself ? (
        <>
          <Button
            icon="edit"
            className="not-narrow"
            disabledWhy={whyNot(may?.edit)}
            onClick={() => setOpen('edit')}
          >
            {t('edit')}
          </Button>
          <Button
            icon="plus"
            className="not-narrow"
            disabledWhy={whyNot(may?.register)}
            onClick={() => setOpen('register')}
          >
            {t('register')}
          </Button>
        </>
      ) : null}
      <Menu align="end" trigger={<Button icon="more" label={words('more')} />}>
        <MenuItem icon="link" hint="y" onSelect={() => void copyText(location.href)}>
          {words('copyLink')}
        </MenuItem>
        <MenuItem icon="copy" onSelect={() => void copyText(service)}>
          {words('copy')}
        </MenuItem>
        <MenuItem icon="copy" onSelect={() => void copyText(curlOf(namespace, service))}>
          {t('copyCurl')}
        </MenuItem>
        {dashboard ? (
          <MenuItem icon="pulse" onSelect={() => window.open(dashboard, '_blank', 'noopener')}>
            {words('dashboard')}
          </MenuItem>
        ) : null}
        {itself ? (
          <>
            <MenuLine />
            <MenuItem
              icon="trash"
              disabled={may?.delete !== true && left === 0}
              onSelect={() => (left === 0 ? setOpen('delete') : showWhatIsLeft())}
            >
              {left === 0
                ? t('delete')
                : t('deleteBlocked', {
                    instances: blockers?.instances ?? 0,
                    aliases: blockers?.aliases ?? 0,
                    both: blockers?.instances && blockers.aliases ? 'yes' : 'no',
                  })}
            </MenuItem>
          </>
        ) : null}
      </Menu>
      {open === 'edit' && itself ? <ServiceForm service={itself} onClose={close} /> : null}
      {open === 'register' && itself ? <RegisterForm service={itself} onClose={close} /> : null}
      {open === 'delete' && itself ? (
        <DeleteService
          service={itself}
          onDone={() => void navigate(`${links.services}?${new URLSearchParams({ namespace })}`)}
          onClose={close}
        />
      ) : null}
    </>
  );
}

/** The same as the page reads; whoever runs it puts in the cookie of a session. */
const curlOf = (namespace: string, service: string): string =>
  `curl -H 'Accept: application/json' -b "$COOKIE" '${location.origin}/console/v1${pathOf('services', namespace, service)}'`;
