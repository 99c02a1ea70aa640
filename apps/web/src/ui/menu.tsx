import { Menu as Base } from '@base-ui/react/menu';
import type { ReactElement, ReactNode } from 'react';
import { Icon, type IconName } from './icon.tsx';

type Placement = { side?: 'top' | 'bottom' | 'right'; align?: 'start' | 'end' };

/** A button that opens a list of actions. `trigger` is the button, usually a <Button>. */
export function Menu({
  trigger,
  children,
  side = 'bottom',
  align = 'start',
}: Placement & { trigger: ReactElement; children: ReactNode }) {
  return (
    <Base.Root>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="positioner" side={side} align={align} sideOffset={6} collisionPadding={8}>
          <Base.Popup className="popup">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({
  icon,
  children,
  hint,
  onSelect,
  disabled,
}: {
  icon?: IconName;
  children: ReactNode;
  hint?: string;
  onSelect: () => void;
  disabled?: boolean;
}) {
  return (
    <Base.Item className="item" onClick={onSelect} {...(disabled ? { disabled } : {})}>
      {icon ? <Icon name={icon} /> : null}
      <span className="flex-1">{children}</span>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd cannot take the focus; it repeats the key for the eye. */}
      {hint ? <kbd aria-hidden="true">{hint}</kbd> : null}
    </Base.Item>
  );
}

/** A choice of one, behind an item that shows the present one. */
export function MenuChoice<Value extends string>({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string }[];
  onChange: (value: Value) => void;
}) {
  const shown = options.find((option) => option.value === value)?.label;
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className="item" aria-label={label}>
        <span className="flex-1">{label}</span>
        <span className="text-ink-3 text-xs">{shown}</span>
        <Icon name="right" size={12} />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={4} alignOffset={-6} collisionPadding={8}>
          <Base.Popup className="popup">
            <Base.RadioGroup value={value} onValueChange={(next: Value) => onChange(next)}>
              {options.map((option) => (
                <Base.RadioItem key={option.value} className="item" value={option.value} closeOnClick>
                  <span className="grid w-4 place-items-center">
                    <Base.RadioItemIndicator>
                      <Icon name="check" size={14} />
                    </Base.RadioItemIndicator>
                  </span>
                  {option.label}
                </Base.RadioItem>
              ))}
            </Base.RadioGroup>
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.SubmenuRoot>
  );
}

/** Several of many, the menu stays open: for facets behind a button and for columns. */
export function MenuTick({
  checked,
  onChange,
  children,
  disabled,
}: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
  disabled?: boolean;
}) {
  return (
    <Base.CheckboxItem
      className="item"
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
      {...(disabled ? { disabled } : {})}
    >
      <span className="grid w-4 place-items-center">{checked ? <Icon name="check" size={14} /> : null}</span>
      <span className="flex-1">{children}</span>
    </Base.CheckboxItem>
  );
}

export const MenuLine = () => <Base.Separator render={<hr />} />;

export function MenuLabel({ children }: { children: ReactNode }) {
  return <div className="label">{children}</div>;
}
