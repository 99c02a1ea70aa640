import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { usePatchIsolation } from '../../lib/registry/extend.ts';
import { isFlag, useTargetName } from '../../lib/registry/isolation-target.ts';
import { isAllowed } from '../../lib/registry/why-not.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { Menu, MenuItem } from '../../ui/menu.tsx';
import { showToast } from '../../ui/toast.tsx';

const extensions = { m15: 15, m30: 30, h1: 60, h3: 180 } as const;
const extensionNames = ['m15', 'm30', 'h1', 'h3'] as const;

type Failure = { target: string; error: Error };

/** What can be done with the ticked isolations together; each is changed by itself, and what fails stays ticked. */
export function SelectionBar({
  rows,
  selected,
  onChange,
}: {
  rows: readonly Isolation[];
  selected: ReadonlySet<string>;
  onChange: (selected: ReadonlySet<string>) => void;
}) {
  const t = useTranslations('isolations');
  const words = useTranslations('action');
  const name = useTargetName();
  const { open } = useSheet();
  const { mutateAsync, isPending } = usePatchIsolation();
  const [failures, setFailures] = useState<readonly Failure[]>([]);
  const ticked = rows.filter((one) => selected.has(one.id) && one.state === 'inForce');
  const extendable = ticked.filter(
    (one) => !isFlag(one) && one.endsAt !== null && isAllowed(one.may?.extend),
  );
  const endable = ticked.filter((one) => isAllowed(one.may?.end));
  if (ticked.length === 0) return null;

  const extendAll = async (minutes: number) => {
    const failed: (Failure & { id: string })[] = [];
    for (const isolation of extendable) {
      try {
        await mutateAsync({ isolation, patch: { endsAt: (isolation.endsAt ?? 0) + minutes * 60_000 } });
      } catch (error) {
        failed.push({
          id: isolation.id,
          target: name(isolation),
          error: error instanceof Error ? error : new Error(String(error)),
        });
      }
    }
    setFailures(failed);
    onChange(new Set(failed.map((one) => one.id)));
    const done = extendable.length - failed.length;
    if (done > 0) showToast(t('extendedMany', { n: done }));
    if (failed.length > 0)
      alarm(t('notExtendedMany', { n: failed.length, why: failed[0]?.error.message ?? '' }));
  };

  return (
    <div className="selection-bar" role="toolbar" aria-label={words('forSelection')}>
      <span className="num">
        {t.rich('selected', {
          n: String(ticked.length),
          strong: (text) => <b className="font-semibold">{text}</b>,
        })}
      </span>
      <span className="sep" />
      {extendable.length > 0 ? (
        <Menu
          side="top"
          trigger={
            <Button look="quiet" icon="clock" aria-busy={isPending || undefined}>
              {t('extend')}
            </Button>
          }
        >
          {extensionNames.map((one) => (
            <MenuItem key={one} icon="clock" onSelect={() => void extendAll(extensions[one])}>
              {t(`extendBy.${one}`)}
            </MenuItem>
          ))}
        </Menu>
      ) : null}
      {endable.length > 0 ? (
        <Button look="quiet" icon="arrow" onClick={() => open('end', endable.map((one) => one.id).join(','))}>
          {t('end')}
        </Button>
      ) : null}
      {failures.length > 0 ? (
        <span className="mark bad xs" role="alert">
          <Shape tone="bad" size={12} />
          {t('notExtendedMany', {
            n: failures.length,
            why: failures.map((one) => `${one.target}: ${one.error.message}`).join('; '),
          })}
        </span>
      ) : null}
      <span className="sep" />
      <Button look="quiet" icon="x" label={words('clearSelection')} onClick={() => onChange(new Set())} />
    </div>
  );
}
