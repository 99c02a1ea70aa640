import { useCallback, useEffect, useRef } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { statusOf } from '../../lib/problem.ts';
import { links } from '../../lib/registry/links.ts';
import { useNeighbours } from '../../lib/registry/list-neighbours.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { Button } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { InstanceBody, type InstanceTab, instanceTabs } from './instance-body.tsx';
import { useInstance } from './use-instance.ts';

/** The instance that `open=` of a list names, beside the list; the same as its page. */
export default function InstanceDrawer({ id }: { id: string }) {
  const t = useTranslations('instance');
  const words = useTranslations('action');
  const navigate = useNavigate();
  const { pathname, search } = useLocation();
  const drawer = useRef<HTMLElement>(null);
  const { data, instance, error, refetch } = useInstance(id);
  const { previous, next } = useNeighbours(id);
  const name = instance ? `${instance.host}:${instance.port}` : id;
  const address = new URLSearchParams(search);
  const tab = instanceTabs.find((one) => one === address.get('tab')) ?? 'state';

  const to = (change: Record<string, string | undefined>): string => {
    const query = new URLSearchParams(search);
    for (const [key, value] of Object.entries(change)) {
      if (value === undefined) query.delete(key);
      else query.set(key, value);
    }
    return query.size > 0 ? `${pathname}?${query}` : pathname;
  };
  const close = useCallback(() => {
    const query = new URLSearchParams(search);
    query.delete('open');
    query.delete('tab');
    void navigate(query.size > 0 ? `${pathname}?${query}` : pathname, { state: { keepFocus: true } });
    focusRow(id);
  }, [id, navigate, pathname, search]);
  const go = (other: string | undefined) => {
    if (other) void navigate(to({ open: other }), { replace: true, state: { keepFocus: true } });
  };

  useEffect(() => {
    drawer.current?.focus();
  }, []);
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('[role="dialog"]'))
        close();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [close]);
  useShortcuts({ '[': () => go(previous), ']': () => go(next) });

  return (
    <aside
      ref={drawer}
      className={instance?.gone ? 'drawer instance-drawer gone' : 'drawer instance-drawer'}
      aria-label={name}
      tabIndex={-1}
    >
      <header>
        <div className="min-w-0 flex-1">
          <h2 className="truncate text-lg">
            <bdi>{name}</bdi>
          </h2>
          <div className="truncate text-ink-2">
            <bdi>
              {instance
                ? [instance.service, instance.namespace, instance.zone].filter(Boolean).join(' · ')
                : '…'}
            </bdi>
          </div>
        </div>
        <Button
          icon="up"
          look="quiet"
          label={words('previous')}
          shortcut="["
          {...(previous ? {} : { disabledWhy: words('previous') })}
          onClick={() => go(previous)}
        />
        <Button
          icon="down"
          look="quiet"
          label={words('next')}
          shortcut="]"
          {...(next ? {} : { disabledWhy: words('next') })}
          onClick={() => go(next)}
        />
        <Button
          icon="arrow"
          look="quiet"
          label={words('openAsPage')}
          onClick={() => void navigate(`${links.instance(id)}/${tab}`)}
        />
        <Button icon="x" look="quiet" label={words('close')} onClick={close} />
      </header>
      <div className="body">
        <Panel resetKey={id}>
          {instance && statusOf(error) !== 403 ? (
            <InstanceBody
              key={id}
              instance={instance}
              position={data?.position ?? '0'}
              tab={tab}
              linkTo={(one: InstanceTab) => to({ tab: one === 'state' ? undefined : one })}
              onBack={close}
            />
          ) : error ? (
            <ReadFace error={error} what={t('what')} onRetry={() => void refetch()} />
          ) : (
            <div className="skeleton-lines" aria-busy="true" />
          )}
        </Panel>
      </div>
    </aside>
  );
}

/** The focus goes back to the row that opened the drawer; if it is gone, to the heading of the page. */
function focusRow(id: string): void {
  const row = document.querySelector<HTMLElement>(`tr[data-id="${CSS.escape(id)}"]`);
  (row ?? document.querySelector<HTMLElement>('main h1'))?.focus();
}
