import { hostsIn } from '@cynosure/shared/console/hosts-in.ts';
import { useMemo, useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { links } from '../../lib/registry/links.ts';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/modal.tsx';

const MOST_HOSTS = 50;

/** Asks for hosts in any shape; what isolating them would do is shown by the sheet that follows. */
export function IsolateHostsDialog({ onClose }: { onClose: () => void }) {
  const t = useTranslations('isolations');
  const words = useTranslations('action');
  const navigate = useNavigate();
  const [text, setText] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  const hosts = useMemo(() => hostsIn(text), [text]);
  const tooMany = hosts.length > MOST_HOSTS;
  const go = () => {
    if (hosts.length === 0 || tooMany) return field.current?.focus();
    void navigate(links.isolateHost(hosts), { state: { keepFocus: true } });
  };
  return (
    <Dialog label={t('hostsDialog')} open onClose={onClose} initialFocus={field}>
      <label className="text-ink-2" htmlFor="isolate-hosts">
        {t('hostsLabel')}
      </label>
      <textarea
        ref={field}
        id="isolate-hosts"
        className="input mono mt-1"
        rows={5}
        spellCheck={false}
        value={text}
        aria-describedby="isolate-hosts-hint"
        aria-invalid={tooMany || undefined}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) go();
        }}
      />
      <div
        id="isolate-hosts-hint"
        className={`mt-1 text-xs ${tooMany ? 'text-unhealthy-ink' : 'text-ink-3'}`}
      >
        {tooMany
          ? t('hostsTooMany', { n: String(MOST_HOSTS), found: String(hosts.length) })
          : text.trim() === ''
            ? t('hostsHint', { n: String(MOST_HOSTS) })
            : t('hostsFound', { n: hosts.length })}
      </div>
      <div className="mt-4 flex gap-2">
        <Button look="primary" icon="hatch" onClick={go}>
          {t('preview')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
    </Dialog>
  );
}
