import {
  createContext,
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  use,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Sheet } from '../../ui/modal.tsx';
import './isolate.css';

type Outer = {
  setLabel: (label: string) => void;
  onClose: () => void;
  /** What has the focus when the sheet opens. */
  first: RefObject<HTMLElement | null>;
  opened: RefObject<boolean>;
};
const OuterContext = createContext<Outer | undefined>(undefined);

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
  const first = useRef<HTMLElement>(null);
  const opened = useRef(false);
  const close = useRef(onClose);
  close.current = onClose;
  const outer = useMemo<Outer>(() => ({ setLabel, onClose: () => close.current(), first, opened }), []);
  useEffect(
    () => () => {
      // The opener may be gone by now, such as a button of a banner that went away with what it ended.
      setTimeout(() => {
        if (document.activeElement === document.body) document.querySelector<HTMLElement>('main h1')?.focus();
      }, 50);
    },
    [],
  );
  return (
    <Sheet label={shown} open onClose={onClose} initialFocus={first}>
      <OuterContext value={outer}>{children}</OuterContext>
    </Sheet>
  );
}

const useOuter = (): Outer => {
  const outer = use(OuterContext);
  if (!outer) throw new Error('A step stands outside of its sheet.');
  return outer;
};

export const useCloseSheet = (): (() => void) => useOuter().onClose;

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
  const { setLabel, onClose, first, opened } = useOuter();
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => setLabel(label), [setLabel, label]);
  useLayoutEffect(() => {
    const touch = matchMedia('(pointer: coarse)').matches;
    const target = (!touch && focusFirst?.current) || heading.current;
    first.current = target;
    // The dialog itself focuses the first step; the later ones take over from one that is gone.
    if (opened.current) target?.focus({ preventScroll: true });
    opened.current = true;
  }, [first, opened, focusFirst]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || !onConfirm) return;
    event.preventDefault();
    onConfirm();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Ctrl-Enter confirms from anywhere inside the sheet.
    <div className="step" onKeyDown={onKeyDown}>
      <div className="head">
        <div className="min-w-0 flex-1">
          <h2 ref={heading} tabIndex={-1}>
            {title}
          </h2>
          {sub ? <div className="num mt-0.5 text-ink-2">{sub}</div> : null}
        </div>
        <Button icon="x" look="quiet" label={words('close')} onClick={onClose} />
      </div>
      <div className="body">{body}</div>
      {form}
      <div className="foot">{footer}</div>
    </div>
  );
}
