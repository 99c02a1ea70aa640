import { Menu as Base } from '@base-ui/react/menu';
import { Icon } from './icon.tsx';
import type { MenuChoiceProps, MenuItemProps, MenuProps, MenuTickProps } from './menu.tsx';

/** The menu behind its button, open from the start: it is fetched by the first click. */
export function OpenedMenu({ trigger, children, side = 'bottom', align = 'start' }: MenuProps) {
  return (
    <Base.Root defaultOpen>
      <Base.Trigger render={trigger} />
      <Base.Portal>
        <Base.Positioner className="positioner" side={side} align={align} sideOffset={6} collisionPadding={8}>
          <Base.Popup className="popup">{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

export function MenuItem({ icon, children, hint, onSelect, disabled }: MenuItemProps) {
  return (
    <Base.Item className="item" onClick={onSelect} {...(disabled ? { disabled } : {})}>
      {icon ? <Icon name={icon} /> : null}
      <span className="flex-1">{children}</span>
      {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd cannot take the focus; it repeats the key for the eye. */}
      {hint ? <kbd aria-hidden="true">{hint}</kbd> : null}
    </Base.Item>
  );
}

export function MenuChoice({ label, value, options, onChange }: MenuChoiceProps<string>) {
  const shown = options.find((option) => option.value === value)?.label;
  return (
    <Base.SubmenuRoot>
      <Base.SubmenuTrigger className="item" aria-description={shown}>
        <span className="flex-1">{label}</span>
        <span className="text-ink-3 text-xs" aria-hidden="true">
          {shown}
        </span>
        <Icon name="right" size={12} />
      </Base.SubmenuTrigger>
      <Base.Portal>
        <Base.Positioner className="positioner" sideOffset={4} alignOffset={-6} collisionPadding={8}>
          <Base.Popup className="popup">
            <Base.RadioGroup value={value} onValueChange={(next: string) => onChange(next)}>
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

export function MenuTick({ checked, onChange, children, disabled, hint }: MenuTickProps) {
  return (
    <Base.CheckboxItem
      className="item"
      checked={checked}
      onCheckedChange={onChange}
      closeOnClick={false}
      aria-description={hint}
      {...(disabled ? { disabled } : {})}
    >
      <span className="grid w-4 place-items-center">{checked ? <Icon name="check" size={14} /> : null}</span>
      <span className="flex-1">{children}</span>
      {hint ? (
        <span className="text-ink-3 text-xs" aria-hidden="true">
          {hint}
        </span>
      ) : null}
    </Base.CheckboxItem>
  );
}

export const MenuLine = () => <Base.Separator render={<hr />} />;
