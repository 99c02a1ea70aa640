import type { TryAnswer } from '@cynosure/shared/console/access.ts';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../../lib/registry/links.ts';
import { Banner } from '../../../ui/face.tsx';

/** Yes or no, and what decided it. */
export function TryAnswerWords({ answer: { allowed, because } }: { answer: TryAnswer }) {
  const t = useTranslations('accessPolicies');
  return (
    <div role="status">
      <Banner tone={allowed ? 'plain' : 'caution'}>
        <b>{t(allowed ? 'tryYes' : 'tryNo')}</b> <Because because={because} />
      </Banner>
    </div>
  );
}

function Because({ because }: Pick<TryAnswer, 'because'>) {
  const t = useTranslations('accessPolicies');
  const shell = useTranslations('shell');
  switch (because.kind) {
    case 'policy':
      return t.rich('because.policy', {
        name: () => (
          <Link className="link" to={links.accessTo('policies', because.id)}>
            <bdi>{because.name}</bdi>
          </Link>
        ),
      });
    case 'role': {
      const role = shell(`role.${because.role}`);
      const { namespace, group } = because;
      if (namespace === undefined)
        return group === undefined ? t('because.role', { role }) : t('because.roleThrough', { role, group });
      return group === undefined
        ? t('because.roleIn', { role, namespace })
        : t('because.roleInThrough', { role, namespace, group });
    }
    default:
      return t(`because.${because.kind}`);
  }
}
