import type { ComponentProps, ReactNode, Ref } from 'react';
import { Icon, type IconName } from './icon.tsx';
import { Tip } from './tip.tsx';

type ButtonProps = Omit<ComponentProps<'button'>, 'ref' | 'children'> & {
  ref?: Ref<HTMLButtonElement>;
  icon?: IconName;
  look?: 'primary' | 'danger' | 'quiet';
  small?: boolean;
  /** Why it does nothing now. The button stays focusable, so that everybody can read the reason. */
  disabledWhy?: string | undefined;
  /** Key that does the same, for the tooltip. */
  shortcut?: string;
} & ({ children: ReactNode; label?: string } | { label: string; children?: undefined });

/** A button. With `label` alone it shows its icon only; with both, `label` is the name that screen readers say. */
export function Button({
  ref,
  icon,
  look,
  small,
  label,
  children,
  disabledWhy,
  shortcut,
  className,
  onClick,
  ...rest
}: ButtonProps) {
  const classes = ['btn', look, small && 'sm', children === undefined && 'icon', className]
    .filter(Boolean)
    .join(' ');
  const button = (
    <button
      type="button"
      {...rest}
      ref={ref}
      className={classes}
      aria-label={label}
      aria-disabled={disabledWhy ? true : undefined}
      onClick={disabledWhy ? (event) => event.preventDefault() : onClick}
    >
      {icon ? <Icon name={icon} size={small ? 14 : 16} /> : null}
      {children}
    </button>
  );
  const hint = disabledWhy ?? (children === undefined ? label : undefined);
  return hint ? (
    <Tip
      text={shortcut && !disabledWhy ? `${hint} (${shortcut})` : hint}
      describes={disabledWhy !== undefined}
    >
      {button}
    </Tip>
  ) : (
    button
  );
}
