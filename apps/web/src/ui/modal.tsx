import { Dialog as Base } from '@base-ui/react/dialog';
import type { ReactNode, RefObject } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from './button.tsx';

type ModalProps = {
  /** The accessible name, exactly. */
  label: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  /** Where the focus goes back to; by itself to what had it before. */
  finalFocus?: RefObject<HTMLElement | null>;
};

/** A sheet from the right, for previews and forms; `side="left"` is the navigation on narrow screens. */
export function Sheet({ side, ...modal }: ModalProps & { side?: 'left' }) {
  return <Modal {...modal} className={side === 'left' ? 'sheet left' : 'sheet'} />;
}

/** A short confirmation in the middle. */
export function Dialog({ title, ...modal }: ModalProps & { title?: string }) {
  const t = useTranslations('action');
  return (
    <Modal {...modal} className="dialog">
      <div className="mb-2 flex items-start gap-3">
        <h2 className="flex-1">{title ?? modal.label}</h2>
        <Button icon="x" look="quiet" small label={t('close')} onClick={modal.onClose} />
      </div>
      {modal.children}
    </Modal>
  );
}

/** The bare layer under both: scrim, focus trap, Escape, focus returned to the opener. */
export function Modal({
  label,
  open,
  onClose,
  children,
  className,
  initialFocus,
  finalFocus,
}: ModalProps & { className: string }) {
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
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
