import { cloneElement, type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { createPortal } from 'react-dom';

type Anchor = { left: number; top: number; above: boolean };
type TipTarget = { 'aria-describedby'?: string | undefined };

const OPENS_AFTER_MS = 500;
/** Px that stay free at the sides of the window. */
const GAP = 8;

/**
 * A word or sentence beside a control while the pointer or the focus is on it. `describes`: the sentence is part
 * of the control's description; otherwise it only repeats the name that the control has anyway.
 */
export function Tip({
  text,
  describes,
  children,
}: {
  text: string;
  describes?: boolean;
  children: ReactElement<TipTarget>;
}) {
  const id = useId();
  const wrap = useRef<HTMLSpanElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const [anchor, setAnchor] = useState<Anchor>();

  const open = (afterMs: number) => {
    clearTimeout(timer.current);
    timer.current = setTimeout(() => {
      const box = wrap.current?.firstElementChild?.getBoundingClientRect();
      if (!box) return;
      const above = box.bottom + 60 > innerHeight;
      setAnchor({
        left: box.left + box.width / 2,
        top: above ? box.top - 8 : box.bottom + 8,
        above,
      });
    }, afterMs);
  };
  const close = () => {
    clearTimeout(timer.current);
    setAnchor(undefined);
  };
  useEffect(() => () => clearTimeout(timer.current), []);
  useEffect(() => {
    if (!anchor) return;
    const onKey = (event: KeyboardEvent) => event.key === 'Escape' && setAnchor(undefined);
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [anchor]);

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only watches the control inside it.
    <span
      ref={wrap}
      className="contents"
      onPointerEnter={(event) => event.pointerType === 'mouse' && open(OPENS_AFTER_MS)}
      onPointerLeave={close}
      onPointerDown={close}
      onFocus={(event) => event.target.matches(':focus-visible') && open(0)}
      onBlur={close}
    >
      {describes ? cloneElement(children, { 'aria-describedby': id }) : children}
      {describes ? (
        <span id={id} className="sr-only">
          {text}
        </span>
      ) : null}
      {anchor
        ? createPortal(
            <span
              role="tooltip"
              className="tip fixed"
              ref={intoWindow}
              style={{
                left: anchor.left,
                top: anchor.top,
                translate: anchor.above ? '-50% -100%' : '-50% 0',
              }}
            >
              {text}
            </span>,
            document.body,
          )
        : null}
    </span>
  );
}

/** Moves a tip that would stick out at a side back into the window. */
function intoWindow(tip: HTMLElement | null): void {
  if (tip === null) return;
  const { left, right } = tip.getBoundingClientRect();
  const by = Math.min(0, innerWidth - GAP - right) || Math.max(0, GAP - left);
  if (by !== 0) tip.style.marginLeft = `${by}px`;
}
