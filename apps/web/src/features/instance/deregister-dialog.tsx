import type { BulkPreview } from '@cynosure/shared/console/bulk.ts';
import type { Instance } from '@cynosure/shared/console/instance.ts';
import { SHORTEST_REASON } from '@cynosure/shared/console/reason.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useId, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../ui/button.tsx';
import { Shape } from '../../ui/mark.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { deregisterPreviewQuery } from './api/instance.ts';
import { useInstanceWrites } from './use-edit.ts';

type Missing = 'typed' | 'override' | 'reason';

/**
 * It cannot be undone, so host and port have to be typed; what is left of the service stands above. The last one that
 * clients can call takes the name of the service and a reason as well.
 */
export function DeregisterDialog({ instance, onClose }: { instance: Instance; onClose: () => void }) {
  const t = useTranslations('instance.confirm');
  const words = useTranslations('action');
  const { deregister, writing, busy } = useInstanceWrites(instance.id);
  const { data: preview, error } = useQuery(deregisterPreviewQuery(instance.id));
  const [typed, setTyped] = useState('');
  const [override, setOverride] = useState('');
  const [reason, setReason] = useState('');
  const [missing, setMissing] = useState<Missing>();
  const inputs = {
    typed: useRef<HTMLInputElement>(null),
    override: useRef<HTMLInputElement>(null),
    reason: useRef<HTMLInputElement>(null),
  };
  const name = `${instance.host}:${instance.port}`;
  const { service } = instance;
  const isStop = preview?.services[0]?.verdict === 'stop';
  const firstMissing = (): Missing | undefined => {
    if (isStop && override !== service) return 'override';
    if (isStop && reason.trim().length < SHORTEST_REASON) return 'reason';
    return typed === name ? undefined : 'typed';
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const first = firstMissing();
    setMissing(first);
    if (first) return inputs[first].current?.focus();
    const request = { typed, ...(isStop ? { override, reason: reason.trim() } : {}) };
    if (busy || !(await deregister(request))) return;
    showToast(t('done', { name }));
    onClose();
  };
  return (
    <Dialog label={t('title', { name })} open onClose={onClose} initialFocus={inputs.typed}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-3">
        <p className="text-ink-2">{t('what')}</p>
        <Consequence service={service} preview={preview} failed={error !== null} />
        {isStop ? (
          <>
            <Typed
              label={t('type', { name: service })}
              problem={missing === 'override' ? t('typeFirst', { name: service }) : undefined}
              inputRef={inputs.override}
              value={override}
              onChange={(next) => setOverride(next.trim())}
            />
            <Typed
              label={t('reason')}
              problem={missing === 'reason' ? t('reasonFirst') : undefined}
              inputRef={inputs.reason}
              value={reason}
              onChange={setReason}
            />
          </>
        ) : null}
        <Typed
          label={t('type', { name })}
          problem={missing === 'typed' ? t('typeFirst', { name }) : undefined}
          inputRef={inputs.typed}
          value={typed}
          onChange={(next) => setTyped(next.trim())}
        />
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

type TypedProps = {
  label: string;
  problem: string | undefined;
  inputRef: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (value: string) => void;
};

function Typed({ label, problem, inputRef, value, onChange }: TypedProps) {
  const id = useId();
  return (
    <div>
      <input
        ref={inputRef}
        className="input w-full"
        aria-label={label}
        placeholder={label}
        aria-invalid={problem !== undefined || undefined}
        aria-describedby={problem ? id : undefined}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={(event) => onChange(event.target.value)}
      />
      {problem ? (
        <div id={id} role="alert" className="mt-1 text-unhealthy-ink">
          {problem}
        </div>
      ) : null}
    </div>
  );
}

/** What would be left of its service, as the server's guard sees it. */
function Consequence({
  service,
  preview,
  failed,
}: {
  service: string;
  preview: BulkPreview | undefined;
  failed: boolean;
}) {
  const t = useTranslations('instance.confirm');
  const [effect] = preview?.services ?? [];
  if (!effect) return failed ? <p className="text-ink-2">{t('unknown')}</p> : null;
  const isLast = effect.verdict === 'stop';
  return (
    <p className={isLast ? 'note bad' : 'note caution'} role={isLast ? 'alert' : undefined}>
      <Shape tone={isLast ? 'bad' : 'caution'} size={15} />
      <span>
        {isLast
          ? t(effect.after.total === 0 ? 'lastAtAll' : 'last', { service })
          : t('after', { service, n: String(effect.after.healthy), m: String(effect.after.total) })}
        {isLast ? ` ${t('guard')}` : null}
      </span>
    </p>
  );
}
