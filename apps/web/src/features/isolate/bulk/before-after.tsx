import type { BulkField } from '@cynosure/shared/console/bulk.ts';
import type { PreviewService } from '@cynosure/shared/console/preview.ts';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../../lib/format.ts';
import { useFieldName, useFieldValue } from '../../../lib/registry/field-words.ts';
import { Icon } from '../../../ui/icon.tsx';

/** The values that a field has now, with how many have each, and the one that all shall have. */
export function BeforeAfter({
  fields,
  weight,
}: {
  fields: readonly BulkField[];
  /** Services whose sum of weights is told too. */
  weight: readonly PreviewService[] | undefined;
}) {
  const t = useTranslations('bulk');
  const format = useFormat();
  const name = useFieldName();
  const value = useFieldValue();
  if (fields.length === 0) return null;
  return (
    <table className="data-table before-after" aria-label={t('beforeAfter')}>
      <tbody>
        {fields.map(({ path, before, others, after }) => (
          <tr key={path}>
            <th scope="row">{name(path)}</th>
            <td className="num">
              {before.map((one) => (
                <span key={JSON.stringify(one.value)} className="value">
                  <span className="from">
                    <bdi>{value(path, one.value)}</bdi>
                  </span>{' '}
                  <span className="text-ink-3">× {format.number(one.count)}</span>
                </span>
              ))}
              {others > 0 ? <span className="text-ink-3">{t('others', { n: others })}</span> : null}
              <Icon name="arrow" size={12} className="text-ink-3" />{' '}
              <b className="to">
                <bdi>{after === null ? t('removed') : value(path, after)}</bdi>
              </b>
            </td>
          </tr>
        ))}
        {weight && weight.length > 0 ? (
          <tr>
            <th scope="row">{t('weightSum')}</th>
            <td className="num">
              <span className="from">{format.number(sum(weight, 'weightNow'))}</span>{' '}
              <Icon name="arrow" size={12} className="text-ink-3" />{' '}
              <b className="to">{format.number(sum(weight, 'weightAfter'))}</b>
            </td>
          </tr>
        ) : null}
      </tbody>
    </table>
  );
}

const sum = (services: readonly PreviewService[], member: 'weightNow' | 'weightAfter'): number =>
  services.reduce((total, service) => total + service[member], 0);
