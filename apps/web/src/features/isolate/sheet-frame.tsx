import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  use,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/modal.tsx';
import './isolate.css';

type Outer = { setLabel: (label: string) => void; onClose: () => void };
const OuterContext = createContext<Outer>({ setLabel: () => {}, onClose: () => {} });

/** The sheet around previews and results. What is inside changes from step to step and names the sheet itself. */
export function ConsequenceSheet({
  label,
  onClose,
  children,
}: {
  label: string;
  onClose: () => void;
  children: ReactNode;
}) {
  const [shown, setLabel] = useState(label);
  const inside = useRef<HTMLDivElement>(null);
  return (
    <Sheet label={shown} open onClose={onClose} initialFocus={inside}>
      <OuterContext value={{ setLabel, onClose }}>
        <div ref={inside} tabIndex={-1} className="contents" />
        {children}
      </OuterContext>
    </Sheet>
  );
}

export const useCloseSheet = (): (() => void) => use(OuterContext).onClose;

type StepProps = {
  /** The sheet's accessible name in this step. */
  label: string;
  title: string;
  sub?: ReactNode;
  body: ReactNode;
  form?: ReactNode;
  footer: ReactNode;
  /** What the focus goes to first; the title where there is none or where a keyboard would pop up. */
  focusFirst?: RefObject<HTMLElement | null>;
  /** Ctrl-Enter. */
  onConfirm?: () => void;
};

/** One step of a sheet: head, what happens, what to fill in, what to press. */
export function SheetStep({ label, title, sub, body, form, footer, focusFirst, onConfirm }: StepProps) {
  const words = useTranslations('action');
  const { setLabel, onClose } = use(OuterContext);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => setLabel(label), [setLabel, label]);
  useEffect(() => {
    const touch = matchMedia('(pointer: coarse)').matches;
    const target = (!touch && focusFirst?.current) || heading.current;
    // After the dialog has set its own first focus.
    const timer = setTimeout(() => target?.focus({ preventScroll: true }));
    return () => clearTimeout(timer);
  }, [focusFirst]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !onConfirm) return;
    event.preventDefault();
    onConfirm();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-Enter confirms from anywhere inside the sheet.
    <div className="step" onKeyDown={onKeyDown}>
      <header>
        <div className="min-w-0 flex-1">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {sub ? <div className="num mt-0.5 text-ink-2">{sub}</div> : null}
        </div>
        <Button icon="x" look="quiet" label={words('close')} onClick={onClose} />
      </header>
      <div className="body">{body}</div>
      {form}
      <footer>{footer}</footer>
    </div>
  );
}
