import type { NamespaceRole, Role } from '@cynosure/shared/console/access.ts';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl/react';
import { Dash } from '../../lib/registry/state-mark.tsx';

/** The roles that an account or group holds, in words: everywhere, and in single namespaces. */
export function HeldRoles({
  of: { role, namespaceRoles, kind, roles = [] },
}: {
  of: {
    role: Role | null;
    namespaceRoles: readonly NamespaceRole[];
    kind?: 'main' | 'sub';
    roles?: readonly { id: string; name: string }[];
  };
}) {
  const t = useTranslations('users');
  const shell = useTranslations('shell');
  const comma = useTranslations('filter')('comma');
  const everywhere = kind === 'main' ? 'owner' : role;
  const said = [
    ...(everywhere ? [{ key: '*', text: shell(`role.${everywhere}`) }] : []),
    ...namespaceRoles.map(({ namespace, role: one }) => ({
      key: namespace,
      text: t('inNamespace', { role: shell(`role.${one}`), namespace }),
    })),
    ...roles.map(({ id, name }) => ({ key: id, text: name })),
  ];
  if (said.length === 0) return <Dash />;
  return (
    <span title={said.map(({ text }) => text).join(comma)}>
      {said.map(({ key, text }, place) => (
        <Fragment key={key}>
          {place > 0 ? comma : ''}
          <bdi>{text}</bdi>
        </Fragment>
      ))}
    </span>
  );
}
