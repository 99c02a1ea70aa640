import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { isAllowed } from '../../lib/registry/why-not.ts';
import { Icon } from '../../ui/icon.tsx';
import { useFieldWords } from './use-field-words.ts';

/** A pin where an operator holds the field, what the client says instead, and how to let go. */
export function Held({
  path,
  instance,
  onRelease,
  named,
}: {
  path: string;
  instance: Instance;
  onRelease: (path: string) => void;
  named?: boolean;
}) {
  const t = useTranslations('instance');
  const format = useFormat();
  const now = useNow();
  const { nameOf, inSentence, sayValue } = useFieldWords();
  const held = instance.held?.[path];
  if (held === undefined) return null;
  const nothing = held.client === null || held.client === '';
  const says = nothing ? t('clientSaysNone') : t('clientSays', { value: sayValue(path, held.client) });
  const reason = held.reason ? t('heldWhy', { reason: held.reason }) : '';
  return (
    <span className="held-mark">
      <span title={t('heldBy', { by: held.by, ago: format.ago(held.at, now), reason })}>
        <Icon name="pin" size={13} /> {named ? `${nameOf(path)} ${t('held')}` : t('held')}
      </span>{' '}
      <span className="text-ink-3">{says}</span>{' '}
      {isAllowed(instance.may?.edit) ? (
        <button type="button" className="link" onClick={() => onRelease(path)}>
          {t('release', { field: inSentence(path) })}
        </button>
      ) : null}
    </span>
  );
}
