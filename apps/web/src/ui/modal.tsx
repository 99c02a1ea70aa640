import type { ReactNode, RefObject } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from './button.tsx';
import { onDemand } from './on-demand.tsx';

const Layer = onDemand(() => import('./modal-layer.tsx').then((module) => module.default));

/**
 * Fetches what every layer stands on. By itself with the first layer; a page that is about to open one may ask
 * earlier.
 */
export const fetchModals = Layer.ahead;

export type ModalProps = {
  /** The accessible name, exactly. */
  label: string;
  open: boolean;
  onClose: () => void;
  children: ReactNode;
  initialFocus?: RefObject<HTMLElement | null>;
  /** Where the focus goes back to; by itself to what had it before. */
  finalFocus?: RefObject<HTMLElement | null>;
  /** A click beside it does not close it: what it shows is not shown again. */
  staysOpen?: boolean;
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

/** The layer under both, with a class of its own. */
export function Modal(modal: ModalProps & { className: string }) {
  return <Layer {...modal} />;
}
