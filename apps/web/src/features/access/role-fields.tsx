import type { NamespaceRole, Role } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl/react';
import { namespacesQuery } from '../../lib/registry/namespaces.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';

/** The roles of a user or group while they are edited. */
export type RolesDraft = { role: Role | null; namespaceRoles: readonly NamespaceRole[] };

const ROLES = ['viewer', 'operator', 'owner'] as const;

const isRole = (value: string): value is Role => ROLES.some((one) => one === value);

/** Whether a namespace is named twice, which the registry refuses. */
export const hasTwice = ({ namespaceRoles }: RolesDraft): boolean =>
  new Set(namespaceRoles.map(({ namespace }) => namespace)).size < namespaceRoles.length;

/** The role everywhere, and roles in single namespaces. `disabledWhy` replaces the fields by the reason. */
export function RoleFields({
  value,
  onChange,
  disabledWhy,
}: {
  value: RolesDraft;
  onChange: (value: RolesDraft) => void;
  disabledWhy?: string | undefined;
}) {
  const t = useTranslations('users');
  const shell = useTranslations('shell');
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  const { role, namespaceRoles } = value;
  const free = namespaces.find(({ name }) => namespaceRoles.every(({ namespace }) => namespace !== name));
  const put = (place: number, change: Partial<NamespaceRole>) =>
    onChange({
      role,
      namespaceRoles: namespaceRoles.map((one, at) => (at === place ? { ...one, ...change } : one)),
    });
  const options = ROLES.map((one) => (
    <option key={one} value={one}>
      {shell(`role.${one}`)}
    </option>
  ));
  return (
    <>
      <FormField label={t('roleEverywhere')} rule={disabledWhy}>
        {(of) => (
          <select
            {...of}
            className="input"
            disabled={disabledWhy !== undefined}
            value={role ?? ''}
            onChange={({ target }) =>
              onChange({ role: isRole(target.value) ? target.value : null, namespaceRoles })
            }
          >
            <option value="">{shell('role.none')}</option>
            {options}
          </select>
        )}
      </FormField>
      {disabledWhy === undefined ? (
        <fieldset className="m-0 grid gap-2 border-0 p-0">
          <legend className="mb-1 font-medium text-ink-2">{t('rolesInNamespaces')}</legend>
          {namespaceRoles.map(({ namespace, role: one }, place) => (
            // Rows have no name of their own that stays while they are edited.
            <div key={place} className="flex gap-2">
              <select
                className="input min-w-0 flex-1"
                aria-label={t('namespaceOf', { i: String(place + 1) })}
                value={namespace}
                onChange={({ target }) => put(place, { namespace: target.value })}
              >
                {[...new Set([...namespaces.map(({ name }) => name), namespace])].map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
              <select
                className="input min-w-0 flex-1"
                aria-label={t('roleOf', { i: String(place + 1) })}
                value={one}
                onChange={({ target }) => isRole(target.value) && put(place, { role: target.value })}
              >
                {options}
              </select>
              <Button
                icon="x"
                look="quiet"
                label={t('removeRole', { namespace })}
                onClick={() =>
                  onChange({ role, namespaceRoles: namespaceRoles.filter((_, at) => at !== place) })
                }
              />
            </div>
          ))}
          {hasTwice(value) ? (
            <div role="alert" className="text-unhealthy-ink text-xs">
              {t('namespaceTwice')}
            </div>
          ) : null}
          {free ? (
            <div>
              <Button
                small
                icon="plus"
                onClick={() =>
                  onChange({
                    role,
                    namespaceRoles: [...namespaceRoles, { namespace: free.name, role: 'viewer' }],
                  })
                }
              >
                {t('addRole')}
              </Button>
            </div>
          ) : null}
        </fieldset>
      ) : null}
    </>
  );
}
