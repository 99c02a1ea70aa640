import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { instanceActivityQuery } from './api/instance.ts';
import type { FieldConflict } from './draft.ts';
import type { Edit } from './use-edit.ts';
import { useFieldWords } from './use-field-words.ts';
import { writerOf } from './writer-of.ts';

/** A field that somebody else changed: both values, who it was and when, and none chosen by itself. */
export function ConflictChoice({
  conflict,
  edit,
  instance,
}: {
  conflict: FieldConflict;
  edit: Edit;
  instance: Instance;
}) {
  const t = useTranslations('instance');
  const { nameOf, sayValue } = useFieldWords();
  const group = useId();
  const field = nameOf(conflict.path);
  const by = useWriter(instance, conflict);
  const card = (choose: 'theirs' | 'mine') => {
    const value = sayValue(conflict.path, conflict[choose]);
    return (
      <label className="choice">
        <input
          type="radio"
          className="radio"
          name={group}
          checked={conflict.choice === choose}
          aria-label={t(choose, { value })}
          onChange={() => edit.choose(conflict.path, choose, conflict.theirs)}
        />
        <span>
          <bdi className="font-medium">{t(choose, { value })}</bdi>
          <small>
            {choose === 'theirs' ? by : t('was', { value: sayValue(conflict.path, conflict.seen) })}
          </small>
        </span>
      </label>
    );
  };
  return (
    <div className="conflict" role="radiogroup" aria-label={field}>
      <p role="alert">{t('theirsMine', { field })}</p>
      <div className="choices">
        {card('theirs')}
        {card('mine')}
      </div>
    </div>
  );
}

/** Who set the value that is there now, as far as the history tells. */
function useWriter(instance: Instance, { path, theirs }: FieldConflict): string | undefined {
  const t = useTranslations('instance');
  const format = useFormat();
  const actor = useActorName();
  const now = useNow();
  const { data, refetch } = useQuery(instanceActivityQuery(instance.id));
  useEffect(() => void refetch(), [refetch, theirs]);
  const writer = writerOf(data?.items ?? [], path);
  return writer && t('byAt', { by: actor(writer.by), ago: format.ago(writer.at, now) });
}
