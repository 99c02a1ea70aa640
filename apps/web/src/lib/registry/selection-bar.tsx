import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

type SelectionBarProps = {
  /** "7 selected, 3 not shown" and what can be done about the selection itself. */
  said: ReactNode;
  children: ReactNode;
  error: Error | undefined;
  onClear: () => void;
};

/** The bar that stands over a list while rows of it are ticked. Escape clears, once nothing lies over the page. */
export function SelectionBar({ said, children, error, onClear }: SelectionBarProps) {
  const words = useTranslations('action');
  const t = useTranslations('selection');
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented) return;
      if (document.querySelector('[role="dialog"], [role="menu"], .popup')) return;
      if (
        event.target instanceof HTMLElement &&
        event.target.matches('input:not([type="checkbox"]), textarea')
      )
        return;
      onClear();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [onClear]);
  const failed = error ? `${t('failed')} ${detailsOf(error)}` : undefined;
  useEffect(() => {
    if (failed) alarm(failed);
  }, [failed]);
  return (
    <div className="selection-bar" role="toolbar" aria-label={words('forSelection')}>
      <span className="num said">{said}</span>
      <span className="sep" />
      {children}
      {failed ? (
        <span className="mark bad xs" title={failed}>
          <Shape tone="bad" size={12} />
          {t('failed')}
        </span>
      ) : null}
      <span className="sep" />
      <Button look="quiet" icon="x" label={words('clearSelection')} shortcut="Esc" onClick={onClear} />
    </div>
  );
}
