import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { Menu, MenuTick } from '../../ui/menu.tsx';

/** Which columns a list shows; the first one names the row and cannot go. */
export function ColumnsMenu<Row>({
  columns,
  chosen,
  leftOut,
  onChange,
}: {
  columns: readonly Column<Row>[];
  chosen: readonly string[] | undefined;
  /** Those of them for which there is no room now. */
  leftOut: readonly string[];
  onChange: (chosen: string[] | undefined) => void;
}) {
  const t = useTranslations('action');
  const usual = columns.filter((column) => !column.optional).map((column) => column.key);
  const shown = chosen ?? usual;
  const toggle = (key: string, on: boolean) => {
    const next = on ? [...shown, key] : shown.filter((one) => one !== key);
    onChange(next.join() === usual.join() ? undefined : next);
  };
  return (
    <Menu
      align="end"
      trigger={
        leftOut.length === 0 ? (
          <Button icon="columns" look="quiet" label={t('columns')} className="not-narrow" />
        ) : (
          <Button
            icon="columns"
            look="quiet"
            label={t('columns')}
            title={t('columnsLeftOut', { n: leftOut.length })}
            className="not-narrow"
          >
            {/* Drawn by the style: text in a button has to be part of its name, which is the title's to say. */}
            <span className="num left-out text-ink-3 text-xs" data-count={leftOut.length} />
          </Button>
        )
      }
    >
      {columns.map((column, place) => (
        <MenuTick
          key={column.key}
          checked={place === 0 || shown.includes(column.key)}
          disabled={place === 0}
          hint={leftOut.includes(column.key) ? t('columnNoRoom') : undefined}
          onChange={(on) => toggle(column.key, on)}
        >
          {column.head}
        </MenuTick>
      ))}
    </Menu>
  );
}
