import { Dialog as Base } from '@base-ui/react/dialog';
import type { ModalProps } from './modal.tsx';

/** The bare layer under sheets and dialogs: scrim, focus trap, Escape, focus returned to the opener. */
export default function ModalLayer({
  label,
  open,
  onClose,
  children,
  className,
  initialFocus,
  finalFocus,
  staysOpen = false,
}: ModalProps & { className: string }) {
  return (
    <Base.Root open={open} disablePointerDismissal={staysOpen} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className="scrim" />
        <Base.Popup
          className={className}
          aria-label={label}
          {...(initialFocus ? { initialFocus } : {})}
          {...(finalFocus ? { finalFocus } : {})}
        >
          {children}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}
