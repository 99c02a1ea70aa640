import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { links } from '../../lib/registry/links.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { onDemand } from '../../ui/on-demand.tsx';
import { RowLink } from '../../ui/row-link.tsx';
import { EditedList } from './parts/edited-list.tsx';
import { NameList } from './parts/name-list.tsx';
import { isEveryFunction } from './policies/policy-draft.ts';
import { thingName } from './policies/thing-name.ts';
import { useRoleName } from './roles/role-name.ts';

const PolicyForm = onDemand(() => import('./policies/policy-form.tsx').then((module) => module.PolicyForm));
const PolicyView = onDemand(() => import('./policies/policy-view.tsx').then((module) => module.PolicyView));
const TryDialog = onDemand(() => import('./policies/try-dialog.tsx').then((module) => module.TryDialog));

/** Policies: who may, or may not, do which functions with what. */
export function PoliciesTab() {
  const t = useTranslations('accessPolicies');
  const [isTrying, setIsTrying] = useState(false);
  return (
    <>
      <EditedList
        part="policies"
        tools={<Button onClick={() => setIsTrying(true)}>{t('tryOpen')}</Button>}
        words={{
          title: t('title'),
          new: t('new'),
          ownerOnly: t('ownerOnly'),
          placeholder: t('placeholder'),
          count: (n) => t('count', { n }),
          noneWith: (total, filters) => t('noneWith', { total, filters }),
          emptyTitle: t('emptyTitle'),
          empty: t('empty'),
          noMatch: t('noMatch'),
          gone: t('gone'),
        }}
        columns={usePolicyColumns()}
        card={(policy) => <PolicyCard policy={policy} />}
        form={(policy, close) =>
          policy !== undefined &&
          (policy.isDefault || policy.effect === 'none' || policy.may.edit !== true) ? (
            <PolicyView policy={policy} onClose={close.onClose} />
          ) : (
            <PolicyForm key={policy?.id} policy={policy} {...close} />
          )
        }
        deleteWhat={(policy) => t(policy.effect === 'deny' ? 'deleteDeny' : 'deleteAllow')}
      />
      {isTrying ? <TryDialog onClose={() => setIsTrying(false)} /> : null}
    </>
  );
}

function usePolicyColumns(): readonly Column<PolicyRow>[] {
  const t = useTranslations('accessPolicies');
  const parts = useTranslations('accessParts');
  const field = useTranslations('field');
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: 'name',
        head: parts('name'),
        width: 190,
        className: 'name',
        cell: (row) => <RowLink to={links.accessTo('policies', row.id)}>{row.name}</RowLink>,
      },
      { key: 'effect', head: t('effect'), width: 84, cell: (row) => t(`effects.${row.effect}`) },
      { key: 'who', head: t('step.who'), width: 170, cell: (row) => <Who policy={row} /> },
      { key: 'what', head: t('step.what'), width: 230, drop: 4, cell: (row) => <What policy={row} /> },
      {
        key: 'functions',
        head: t('functions'),
        width: 96,
        align: 'end',
        drop: 3,
        cell: ({ functions }) =>
          isEveryFunction(functions) ? t('allShort') : format.number(functions.length),
      },
      {
        key: 'default',
        head: t('default'),
        width: 84,
        drop: 2,
        cell: (row) => (row.isDefault ? t('isDefault') : null),
      },
      {
        key: 'changed',
        head: field('changed'),
        width: 100,
        align: 'end',
        drop: 1,
        className: 'text-ink-3',
        cell: (row) => <Ago at={row.changedAt} />,
      },
    ],
    [t, parts, field, format],
  );
}

function Who({ policy: { users, groups, roles } }: { policy: PolicyRow }) {
  const roleName = useRoleName();
  return <NameList of={[...users, ...groups, ...roles.map((role) => ({ ...role, name: roleName(role) }))]} />;
}

/** The things it names: by kind where it is all of one, else by name. */
function What({ policy: { resources } }: { policy: PolicyRow }) {
  const t = useTranslations('accessPolicies');
  const parts = useTranslations('accessParts');
  const things = resourceKinds.flatMap((kind) =>
    (resources[kind] ?? []).map((one) => ({
      id: `${kind} ${one.id}`,
      name: thingName(one) ?? t('everyOfKind', { kind: parts(`kind.${kind}`) }),
    })),
  );
  return <NameList of={things} />;
}

function PolicyCard({ policy }: { policy: PolicyRow }) {
  const t = useTranslations('accessPolicies');
  return (
    <>
      <b className="truncate">
        <RowLink to={links.accessTo('policies', policy.id)}>{policy.name}</RowLink>
      </b>
      <span>{t(`effects.${policy.effect}`)}</span>
      <span className="truncate">
        <Who policy={policy} />
      </span>
      <span className="text-ink-3 text-xs">{policy.isDefault ? t('isDefault') : null}</span>
    </>
  );
}
