import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { Link, useNavigate } from 'react-router';

type Tab<Name> = { name: Name; label: string; count?: string | undefined; to: string };

/** Tabs that are addresses. Arrows move between them; the focus stays on the tab when it is chosen. */
export function Tabs<Name extends string>({
  label,
  tabs,
  current,
  children,
}: {
  label: string;
  tabs: readonly Tab<Name>[];
  current: Name;
  children: ReactNode;
}) {
  const id = useId();
  const navigate = useNavigate();
  const row = useRef<HTMLDivElement>(null);
  // On a narrow screen the row of tabs scrolls; the chosen one is always to be seen, whatever gets narrower or wider.
  useEffect(() => {
    const show = () =>
      document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    show();
    const watcher = new ResizeObserver(show);
    // Counts come later and widen the tabs before it.
    for (const one of row.current ? [row.current, ...row.current.children] : []) watcher.observe(one);
    return () => watcher.disconnect();
  }, [id, current]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const place = tabs.findIndex((tab) => tab.name === current);
    const next = tabs[(place + step + tabs.length) % tabs.length];
    if (!next) return;
    document.getElementById(`${id}-${next.name}`)?.focus();
    void navigate(next.to, { state: { keepFocus: true } });
  };
  return (
    <>
      <div ref={row} className="tabs" role="tablist" aria-label={label} onKeyDown={onKeyDown}>
        {tabs.map((tab) => (
          <Link
            key={tab.name}
            id={`${id}-${tab.name}`}
            role="tab"
            aria-selected={tab.name === current}
            aria-controls={tab.name === current ? `${id}-panel` : undefined}
            tabIndex={tab.name === current ? 0 : -1}
            to={tab.to}
            state={{ keepFocus: true }}
          >
            {tab.label}
            {tab.count === undefined ? null : (
              <span className="n" aria-hidden={true}>
                {tab.count}
              </span>
            )}
          </Link>
        ))}
      </div>
      <div
        role="tabpanel"
        id={`${id}-panel`}
        aria-labelledby={`${id}-${current}`}
        className="flex min-h-0 flex-1 flex-col"
      >
        {children}
      </div>
    </>
  );
}
