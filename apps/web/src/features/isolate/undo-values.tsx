import type { UndoValue } from '@cynosure/shared/console/operation.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { useFieldName, useFieldValue } from '../../lib/registry/field-words.ts';
import { Icon } from '../../ui/icon.tsx';
import './bulk/bulk.css';

/** Of each field the value that it has now, the one that it gets or has got back, and in how many instances. */
export function UndoValues({ values, others }: { values: readonly UndoValue[]; others: number }) {
  const t = useTranslations('bulk');
  const format = useFormat();
  const name = useFieldName();
  const say = useFieldValue();
  const byPath = useMemo(() => Map.groupBy(values, ({ path }) => path), [values]);
  if (values.length === 0) return null;
  const value = (path: string, one: unknown) => <bdi>{say(path, one)}</bdi>;
  return (
    <table className="data-table before-after" aria-label={t('beforeAfter')}>
      <tbody>
        {[...byPath].map(([path, those]) => (
          <tr key={path}>
            <th scope="row">{name(path)}</th>
            <td className="num">
              {those.map(({ before, after, count }) => (
                <div key={JSON.stringify([before, after])}>
                  <span className="from">{value(path, before)}</span>{' '}
                  <Icon name="arrow" size={12} className="text-ink-3" />{' '}
                  <b className="to">{value(path, after)}</b>{' '}
                  {count > 1 ? <span className="text-ink-3">× {format.number(count)}</span> : null}
                </div>
              ))}
            </td>
          </tr>
        ))}
        {others > 0 ? (
          <tr>
            <td colSpan={2} className="num text-ink-3">
              {t('others', { n: others })}
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}
