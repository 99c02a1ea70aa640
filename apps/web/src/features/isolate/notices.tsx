import { type Ref, useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { useFormat } from '../../lib/format.ts';
import { useLiveState } from '../../lib/live/use-live.ts';
import { alarm } from '../../ui/announce.tsx';
import { Shape } from '../../ui/mark.tsx';

/** The registry found it worse than previewed, or the preview too old: nothing was written, look again. */
export function LookAgain({ text, ref }: { text: string; ref: Ref<HTMLDivElement> }) {
  return (
    <div ref={ref} tabIndex={-1} className="note bad mb-3" role="alert">
      <Shape tone="bad" size={16} />
      <span className="font-semibold">{text}</span>
    </div>
  );
}

/** While confirm has the focus what is shown stands still; this brings the newer one. */
export function HeldRows({ count, onShow }: { count: number; onShow: () => void }) {
  const t = useTranslations('isolate');
  if (count === 0) return null;
  return (
    <button type="button" className="held num mb-2" onClick={onShow}>
      {t('rowsChanged', { n: count })}
    </button>
  );
}

/** A preview from before the connection was lost says so; the registry checks again in any case. */
export function StaleNote({ computedAt }: { computedAt: number }) {
  const t = useTranslations('isolate');
  const format = useFormat();
  const { word } = useLiveState();
  if (word !== 'stale') return null;
  return (
    <p className="mark caution mb-2 whitespace-normal">
      {t('computedAt', { time: format.clock(computedAt) })}
    </p>
  );
}

/** Stops are said aloud once, whatever the eyes are on. */
export function useStopAlarm(titles: readonly string[]): void {
  const text = titles.join('. ');
  useEffect(() => {
    if (text) alarm(text);
  }, [text]);
}
