import type { Ref } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import type { IconName } from '../../ui/icon.tsx';

type ConfirmButtonProps = {
  ref?: Ref<HTMLButtonElement>;
  icon: IconName;
  look?: 'primary' | 'danger';
  label: string;
  /** What it says while the write is on its way. */
  sending: string;
  busy: boolean;
  /** Nothing has been previewed yet. */
  preparing: boolean;
  disabledWhy?: string | undefined;
  /** While it has the focus or the pointer, what is above it stands still. */
  hold: (held: boolean) => void;
  onConfirm: () => void;
};

export function ConfirmButton({
  ref,
  icon,
  look = 'primary',
  label,
  sending,
  busy,
  preparing,
  disabledWhy,
  hold,
  onConfirm,
}: ConfirmButtonProps) {
  const t = useTranslations('isolate');
  return (
    <Button
      {...(ref ? { ref } : {})}
      look={look}
      icon={icon}
      disabledWhy={disabledWhy}
      aria-busy={busy || preparing || undefined}
      onFocus={() => hold(true)}
      onBlur={() => hold(false)}
      onPointerEnter={() => hold(true)}
      onPointerLeave={() => hold(false)}
      onClick={onConfirm}
    >
      {busy ? sending : preparing ? t('reading') : label}
    </Button>
  );
}
