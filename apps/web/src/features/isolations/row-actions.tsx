import type { Isolation } from '@cynosure/shared/console/isolation.ts';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { isFlag } from '../../lib/registry/isolation-target.ts';
import { links } from '../../lib/registry/links.ts';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx';
import type { IsolationActions } from './use-isolation-actions.ts';

const extensions = { m15: 15, m30: 30, h1: 60, h3: 180 } as const;
const extensionNames = ['m15', 'm30', 'h1', 'h3'] as const;

/** What can be done about one isolation: the likeliest as a button, the rest behind it. */
export function RowActions({
  isolation,
  target,
  actions,
  wide,
}: {
  isolation: Isolation;
  target: string;
  actions: IsolationActions;
  /** There is room for what settles drift. */
  wide: boolean;
}) {
  const t = useTranslations('isolations');
  const whyNot = useWhyNot();
  const navigate = useNavigate();
  const over = isolation.state === 'ended';
  const drifts = isolation.drift.length > 0;
  const cannotExtend = whyNot(isolation.may?.extend);
  const cannotEnd = whyNot(isolation.may?.end);
  const ours = !over && !isFlag(isolation);
  const [host] = isolation.hosts;
  return (
    <span className="flex items-center justify-end gap-0.5">
      {over ? null : drifts ? (
        <>
          <Button
            small
            tabIndex={-1}
            label={t('againWhat', { target })}
            disabledWhy={cannotExtend}
            onClick={() => actions.again(isolation)}
          >
            {t('again')}
          </Button>
          {wide && ours ? (
            <Button
              look="quiet"
              small
              tabIndex={-1}
              label={t('acceptWhat', { target })}
              disabledWhy={cannotExtend}
              onClick={() => void actions.accept(isolation)}
            >
              {t('accept')}
            </Button>
          ) : null}
        </>
      ) : (
        <Button
          look="quiet"
          small
          tabIndex={-1}
          label={t('endWhat', { target })}
          disabledWhy={cannotEnd}
          onClick={() => actions.end(isolation)}
        >
          {t('end')}
        </Button>
      )}
      <Menu
        align="end"
        trigger={<Button icon="more" look="quiet" small tabIndex={-1} label={t('more', { target })} />}
      >
        {ours && isolation.endsAt !== null && !cannotExtend ? (
          <>
            {extensionNames.map((name) => (
              <MenuItem
                key={name}
                icon="clock"
                onSelect={() => void actions.extend(isolation, extensions[name] * 60_000)}
              >
                {t(`extendBy.${name}`)}
              </MenuItem>
            ))}
            <MenuLine />
          </>
        ) : null}
        {ours && !cannotExtend ? (
          <MenuItem icon="edit" onSelect={() => actions.change(isolation)}>
            {t('change')}
          </MenuItem>
        ) : null}
        {ours && drifts && !cannotExtend ? (
          <MenuItem icon="check" onSelect={() => void actions.accept(isolation)}>
            {t('accept')}
          </MenuItem>
        ) : null}
        {ours && drifts && !cannotEnd ? (
          <MenuItem icon="arrow" onSelect={() => actions.end(isolation)}>
            {t('end')}
          </MenuItem>
        ) : null}
        {host ? (
          <MenuItem icon="rack" onSelect={() => void navigate(links.host(isolation.hosts.slice(0, 50)))}>
            {t('openHost')}
          </MenuItem>
        ) : null}
        {isolation.operationId ? (
          <MenuItem icon="history" onSelect={() => void navigate(links.operation(isolation.operationId))}>
            {t('history')}
          </MenuItem>
        ) : null}
      </Menu>
    </span>
  );
}
