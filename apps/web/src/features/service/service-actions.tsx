import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { hasPage } from '../../lib/registry/pages.ts';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Menu, MenuItem } from '../../ui/menu.tsx';

/** What can be done with a service besides looking at it. */
export function ServiceActions({ namespace, service }: { namespace: string; service: string }) {
  const words = useTranslations('action');
  const nav = useTranslations('nav');
  const navigate = useNavigate();
  return (
    <Menu align="end" trigger={<Button icon="more" label={words('more')} />}>
      <MenuItem icon="link" hint="y" onSelect={() => void copyText(location.href)}>
        {words('copyLink')}
      </MenuItem>
      <MenuItem icon="copy" onSelect={() => void copyText(service)}>
        {words('copy')}
      </MenuItem>
      {hasPage(links.activity) ? (
        <MenuItem
          icon="history"
          onSelect={() => void navigate(`${links.activity}?${new URLSearchParams({ namespace, service })}`)}
        >
          {nav('activity')}
        </MenuItem>
      ) : null}
    </Menu>
  );
}
