import type { Instance } from '@cynosure/shared/console/instance.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import type { Service } from '@cynosure/shared/console/service.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { useInstanceWrites } from './use-edit.ts';

/** It cannot be undone, so host and port have to be typed; what is left of the service stands above. */
export function DeregisterDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const t = useTranslations('instance.confirm');
  const words = useTranslations('action');
  const { deregister, writing, busy } = useInstanceWrites(instance.id);
  const [typed, setTyped] = useState('');
  const [tried, setTried] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const name = `${instance.host}:${instance.port}`;
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (typed !== name) return input.current?.focus();
    if (busy || !(await deregister(typed))) return;
    showToast(t('done', { name }));
    onClose();
  };
  return (
    <Dialog label={t('title', { name })} open onClose={onClose} initialFocus={input}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-3">
        <p className="text-ink-2">{t('what')}</p>
        <Consequence instance={instance} />
        <input
          ref={input}
          className="input"
          aria-label={t('type', { name })}
          placeholder={t('type', { name })}
          aria-invalid={(tried && typed !== name) || undefined}
          autoComplete="off"
          spellCheck={false}
          value={typed}
          onChange={(event) => setTyped(event.target.value.trim())}
        />
        {tried && typed !== name ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('typeFirst', { name })}
          </div>
        ) : null}
        {writing.phase === 'refused' ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('failed', { name })}{' '}
            <span className="mono text-ink-3 text-xs">{detailsOf(writing.error)}</span>
          </div>
        ) : null}
        <div className="flex gap-2 pt-1">
          <Button type="submit" look="danger" aria-busy={busy || undefined}>
            {t('delete')}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What would be left of its service. */
function Consequence({ instance }: { instance: Instance }) {
  const t = useTranslations('instance.confirm');
  const { namespace, service, health, isolation } = instance;
  const { data } = useQuery({
    queryKey: keys.service(namespace, service),
    queryFn: ({ signal }) => http.get<Service>(pathOf('services', namespace, service), signal),
  });
  const counts = data?.value.counts;
  if (!counts) return null;
  const counted = health.state === 'healthy' && !isolation;
  const healthy = Math.max(0, counts.healthy - (counted ? 1 : 0));
  const isLast = healthy === 0;
  return (
    <p className={isLast ? 'note bad' : 'note caution'} role={isLast ? 'alert' : undefined}>
      <Shape tone={isLast ? 'bad' : 'caution'} size={15} />
      <span>
        {isLast
          ? t('last', { service })
          : t('after', { service, n: String(healthy), m: String(Math.max(0, counts.total - 1)) })}
      </span>
    </p>
  );
}
