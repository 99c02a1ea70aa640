import type { Change } from '@cynosure/shared/console/operation.ts';
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFieldName, useFieldValue } from '../../lib/registry/field-words.ts';
import { type ChangeGroup, groupChanges } from './groups.ts';

const MOST_NAMES = 100;

/** What was before and what is after, equal changes together. Secrets come as dots from the registry. */
export function ChangeTable({ changes }: { changes: readonly Change[] }) {
  const t = useTranslations('activity');
  const groups = useMemo(() => groupChanges(changes), [changes]);
  if (groups.length === 0) return <p className="mt-4 text-ink-2">{t('noChanges')}</p>;
  return (
    <table className="diff" aria-label={t('beforeAfter')}>
      <thead className="sr-only">
        <tr>
          <th scope="col">{t('field')}</th>
          <th scope="col">{t('before')}</th>
          <th scope="col">{t('after')}</th>
        </tr>
      </thead>
      {groups.map((group) => (
        <Group key={group.things[0]?.id ?? ''} group={group} />
      ))}
    </table>
  );
}

function Group({ group }: { group: ChangeGroup }) {
  const t = useTranslations('activity');
  const count = useThings();
  const [open, setOpen] = useState(false);
  const { things, changes } = group;
  const several = things.length > 1;
  return (
    <tbody>
      <tr className="head">
        <th scope="rowgroup" colSpan={3}>
          <span className="flex items-center gap-2">
            <bdi className="truncate font-semibold text-ink">
              {several ? count(things) : things[0]?.label}
            </bdi>
            {several ? <span className="font-normal text-ink-3">{t('same')}</span> : null}
            <span className="flex-1" />
            {several ? (
              <button
                type="button"
                className="link text-xs"
                aria-expanded={open}
                onClick={() => setOpen(!open)}
              >
                {open ? t('hideThem') : t('showThem')}
              </button>
            ) : null}
          </span>
          {open ? (
            <span className="things">
              {things.slice(0, MOST_NAMES).map((thing) => (
                <bdi key={thing.id} className="tag">
                  {thing.label}
                </bdi>
              ))}
              {things.length > MOST_NAMES ? (
                <span className="text-ink-3">+{things.length - MOST_NAMES}</span>
              ) : null}
            </span>
          ) : null}
        </th>
      </tr>
      {changes.map((change) => (
        <ChangeRow key={change.path} change={change} />
      ))}
    </tbody>
  );
}

function ChangeRow({ change }: { change: ChangeGroup['changes'][number] }) {
  const t = useTranslations('activity');
  const field = useFieldName();
  const value = useFieldValue();
  const isSet = (one: unknown) => one !== undefined && one !== null && one !== '';
  return (
    <tr>
      <td>{field(change.path)}</td>
      <td>
        {isSet(change.before) ? (
          <del className="was">
            <bdi>{value(change.path, change.before)}</bdi>
          </del>
        ) : (
          <span className="unset">{t('notSet')}</span>
        )}
      </td>
      <td>
        {isSet(change.after) ? (
          <ins className="is">
            <bdi>{value(change.path, change.after)}</bdi>
          </ins>
        ) : (
          <span className="unset">{t('removed')}</span>
        )}
      </td>
    </tr>
  );
}

/** "6 services", "10 instances": what the things are, where they are of one kind. */
function useThings(): (things: ChangeGroup['things']) => string {
  const unit = useTranslations('unit');
  const t = useTranslations('activity');
  return (things) => {
    const [kind, ...others] = new Set(things.map((thing) => thing.kind));
    const n = things.length;
    if (others.length > 0) return t('things', { n });
    if (kind === 'service') return unit('services', { n });
    if (kind === 'namespace') return unit('namespaces', { n });
    return kind === 'instance' ? unit('instances', { n }) : t('things', { n });
  };
}
