import { cloneElement, type ReactElement, type ReactNode, useState } from 'react';
import type { IconName } from './icon.tsx';
import { onDemand } from './on-demand.tsx';

/**
 * Menus are fetched when the first one is about to be opened: their positioning and keyboard code is a fifth of
 * what the console loads, and most visits open none.
 */
const Opened = onDemand(
  () =>
    import('./menu-parts.tsx').then((module) => {
      parts = module;
      return module.OpenedMenu;
    }),
  ({ trigger }: MenuProps) => cloneElement(trigger, CLOSED),
);
/** There before the first menu is open, and with it all that stands in one. */
let parts: typeof import('./menu-parts.tsx') | undefined;

const CLOSED = { 'aria-haspopup': 'menu', 'aria-expanded': false } as const;

export type MenuProps = {
  /** The button, usually a <Button>. */
  trigger: ReactElement<TriggerProps>;
  children: ReactNode;
  side?: 'top' | 'bottom' | 'right';
  align?: 'start' | 'end';
};

type TriggerProps = {
  'aria-haspopup'?: 'menu';
  'aria-expanded'?: boolean;
  onClick?: () => void;
  onPointerEnter?: () => void;
  onFocus?: () => void;
};

/** A button that opens a list of actions. Its children are the parts exported below. */
export function Menu({ trigger, ...menu }: MenuProps) {
  const [opened, setOpened] = useState(false);
  if (opened) return <Opened trigger={trigger} {...menu} />;
  return cloneElement(trigger, {
    ...CLOSED,
    onClick: () => setOpened(true),
    onPointerEnter: Opened.ahead,
    onFocus: Opened.ahead,
  });
}

export type MenuItemProps = {
  icon?: IconName;
  children: ReactNode;
  hint?: string;
  onSelect: () => void;
  disabled?: boolean;
};

export type MenuTickProps = {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
  /** What is to be known about it, behind its name. */
  hint?: string | undefined;
};

export type MenuChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

export const MenuItem = (item: MenuItemProps) => (parts ? <parts.MenuItem {...item} /> : null);

/** Several of many; the menu stays open. */
export const MenuTick = (tick: MenuTickProps) => (parts ? <parts.MenuTick {...tick} /> : null);

export const MenuLine = () => (parts ? <parts.MenuLine /> : null);

/** A choice of one, behind an item that shows the present one. */
export function MenuChoice<Value extends string>({ onChange, ...choice }: MenuChoiceProps<Value>) {
  return parts ? (
    <parts.MenuChoice
      {...choice}
      onChange={(value) => onChange(value as Value) /* One of the options, which are all of this type. */}
    />
  ) : null;
}
