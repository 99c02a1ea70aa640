import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useState } from 'react';
import type { IconName } from './icon.tsx';

/**
 * Menus are fetched when the first one is about to be opened: their positioning and keyboard code is a fifth of
 * what the console loads, and most visits open none.
 */
const load = () => import('./menu-parts.tsx');
const Opened = lazy(() => load().then(({ OpenedMenu }) => ({ default: OpenedMenu })));

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
  const warm = () => void load();
  const closed = cloneElement(trigger, {
    'aria-haspopup': 'menu',
    'aria-expanded': false,
    onClick: () => setOpened(true),
    onPointerEnter: warm,
    onFocus: warm,
  });
  if (!opened) return closed;
  return (
    <Suspense fallback={closed}>
      <Opened trigger={trigger} {...menu} />
    </Suspense>
  );
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
};

export type MenuChoiceProps<Value extends string> = {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
};

export const MenuItem = lazy(() => load().then((parts) => ({ default: parts.MenuItem })));

/** Several of many; the menu stays open. */
export const MenuTick = lazy(() => load().then((parts) => ({ default: parts.MenuTick })));

export const MenuLine = lazy(() => load().then((parts) => ({ default: parts.MenuLine })));

const Choice = lazy(() => load().then((parts) => ({ default: parts.MenuChoice })));

/** A choice of one, behind an item that shows the present one. */
export function MenuChoice<Value extends string>({ onChange, ...choice }: MenuChoiceProps<Value>) {
  return (
    <Choice
      {...choice}
      onChange={(value) => onChange(value as Value) /* One of the options, which are all of this type. */}
    />
  );
}
