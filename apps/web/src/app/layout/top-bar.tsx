import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { live, useLiveState } from '../../lib/live/use-live.ts';
import { Button } from '../../ui/button.tsx';
import { Icon } from '../../ui/icon.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { EnvironmentBadge, Star } from './brand.tsx';
import { LiveDot, useLiveWord } from './live-word.tsx';

const LivePanel = onDemand(() => import('./live-panel.tsx').then((module) => module.default));

export function TopBar({ onSearch, onMenu }: { onSearch: () => void; onMenu: () => void }) {
  const t = useTranslations('shell');
  return (
    <header className="top-bar">
      <Button icon="menu" look="quiet" label={t('menu')} className="only-narrow" onClick={onMenu} />
      <span className="only-narrow items-center gap-2">
        <Star />
      </span>
      <EnvironmentBadge className="only-mid" />
      <button type="button" className="find" onClick={onSearch}>
        <span className="sr-only">{t('search')}</span>
        <Icon name="search" />
        <span className="flex-1 truncate text-left" aria-hidden="true">
          {t('searchHint')}
        </span>
        {/* biome-ignore lint/a11y/noAriaHiddenOnFocusable: a kbd cannot take the focus. */}
        <kbd aria-hidden="true">/</kbd>
      </button>
      <span className="flex-1" />
      <LiveControls />
      <Button icon="search" look="quiet" label={t('search')} className="only-narrow" onClick={onSearch} />
    </header>
  );
}

/** How fresh what you see is, and the switch that holds it still. */
function LiveControls() {
  const t = useTranslations('live');
  const { word } = useLiveState();
  const said = useLiveWord();
  const [open, setOpen] = useState(false);
  const paused = word === 'paused';
  return (
    <>
      <button
        type="button"
        className="btn quiet"
        aria-label={t('button', { word: said })}
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <LiveDot word={word} />
        <span className="num">{said}</span>
      </button>
      <span className="sr-only" role="status" aria-label={t('label')} aria-live="off">
        {said}
      </span>
      {open ? <LivePanel onClose={() => setOpen(false)} /> : null}
      <Button
        icon={paused ? 'play' : 'pause'}
        look="quiet"
        className="not-narrow"
        label={paused ? t('resume') : t('pause')}
        shortcut="p"
        onClick={() => (paused ? live.resume() : live.pause())}
      />
    </>
  );
}
