import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { useMayInSome, useSession } from '../../lib/session.ts';
import { Banner } from '../../ui/face.tsx';

/** Over every page while clients on other machines need no token. It cannot be closed; the access can. */
export function OpenBanner() {
  const t = useTranslations('live');
  const { openToClients } = useSession();
  const isOwner = useMayInSome('owner');
  if (openToClients !== true) return null;
  return (
    <Banner
      tone="caution"
      action={
        isOwner ? (
          <Link className="link" to={links.settings('sdk')}>
            {t('openClose')}
          </Link>
        ) : null
      }
    >
      <b className="font-medium">{t('open')}</b> {t('openWhat')}
    </Banner>
  );
}
