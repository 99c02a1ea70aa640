import type { NamespaceRole, Role } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { namespacesQuery } from '../../../lib/registry/namespaces.ts';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';

const roles = ['viewer', 'operator', 'owner'] as const satisfies readonly Role[];

type Roles = { role: Role | null; namespaceRoles: NamespaceRole[] };

/** The role everywhere, and roles in single namespaces. `disabledWhy` stands in place of the rule where neither can be set. */
export function RoleFields({
  role,
  namespaceRoles,
  onChange,
  disabledWhy,
}: Roles & { onChange: (roles: Roles) => void; disabledWhy?: string | undefined }) {
  const t = useTranslations('accessParts');
  const shell = useTranslations('shell');
  const field = useTranslations('field');
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  const add = useRef<HTMLButtonElement>(null);
  const taken = new Set(namespaceRoles.map(({ namespace }) => namespace));
  const free = namespaces.map(({ name }) => name).filter((name) => !taken.has(name));
  const [next] = free;
  const setIn = (inNamespaces: NamespaceRole[]) => onChange({ role, namespaceRoles: inNamespaces });
  const change = (place: number, to: Partial<NamespaceRole>) =>
    setIn(namespaceRoles.map((one, at) => (at === place ? { ...one, ...to } : one)));
  return (
    <>
      <FormField label={t('role')} rule={disabledWhy ?? t('roleRule')}>
        {(of) => (
          <select
            {...of}
            className="input"
            disabled={disabledWhy !== undefined}
            value={role ?? 'none'}
            onChange={(event) =>
              onChange({ role: roles.find((one) => one === event.target.value) ?? null, namespaceRoles })
            }
          >
            <option value="none">{shell('role.none')}</option>
            {roles.map((one) => (
              <option key={one} value={one}>
                {shell(`role.${one}`)}
              </option>
            ))}
          </select>
        )}
      </FormField>
      {disabledWhy === undefined ? (
        <fieldset className="m-0 grid min-w-0 gap-1.5 border-0 p-0">
          <legend className="mb-1 p-0 font-medium text-ink-2">{t('inNamespaces')}</legend>
          {namespaceRoles.map((one, place) => (
            // Rows have no name of their own that stays while they are edited.
            <div key={place} className="flex items-center gap-2">
              <select
                className="input min-w-0 flex-1"
                aria-label={`${field('namespace')} ${place + 1}`}
                value={one.namespace}
                onChange={(event) => change(place, { namespace: event.target.value })}
              >
                {[one.namespace, ...free].map((name) => (
                  <option key={name}>{name}</option>
                ))}
              </select>
              <select
                className="input min-w-0 flex-1"
                aria-label={t('roleIn', { namespace: one.namespace })}
                value={one.role}
                onChange={(event) =>
                  change(place, { role: roles.find((known) => known === event.target.value) ?? one.role })
                }
              >
                {roles.map((known) => (
                  <option key={known} value={known}>
                    {shell(`role.${known}`)}
                  </option>
                ))}
              </select>
              <Button
                icon="x"
                look="quiet"
                small
                label={t('removeIn', { namespace: one.namespace })}
                onClick={() => {
                  setIn(namespaceRoles.filter((_, at) => at !== place));
                  add.current?.focus();
                }}
              />
            </div>
          ))}
          <span>
            <Button
              ref={add}
              icon="plus"
              small
              disabledWhy={next === undefined ? t('noNamespace') : undefined}
              onClick={() =>
                next === undefined
                  ? undefined
                  : setIn([...namespaceRoles, { namespace: next, role: 'viewer' }])
              }
            >
              {t('addIn')}
            </Button>
          </span>
        </fieldset>
      ) : null}
    </>
  );
}
