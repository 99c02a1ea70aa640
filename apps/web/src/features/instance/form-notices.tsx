import type { Instance } from '@cynosure/shared/console/instance.ts';
import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useActorName } from '../../lib/registry/sentence-text.ts';
import { Shape } from '../../ui/mark.tsx';
import { instanceActivityQuery } from './api/instance.ts';
import { changedBesides } from './draft.ts';
import type { Edit } from './use-edit.ts';
import { useFieldWords } from './use-field-words.ts';
import { writerOf } from './writer-of.ts';

/** What others have done since the editor opened, where saving does not touch it. */
export function FormNotices({ edit, instance }: { edit: Edit; instance: Instance }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const actor = useActorName();
  const now = useNow();
  const { nameOf } = useFieldWords();
  const wasIsolated = Boolean(edit.base.isolation);
  const isolated = instance.isolation && !wasIsolated ? instance.isolation : undefined;
  const restored = !instance.isolation && wasIsolated;
  const besides = changedBesides(edit.base, instance, new Set(edit.wanted.map(({ path }) => path)));
  const { data, refetch } = useQuery({ ...instanceActivityQuery(instance.id), enabled: besides.length > 0 });
  const which = besides.join();
  useEffect(() => {
    if (which) void refetch();
  }, [which, refetch]);
  const fields = besides.map(nameOf).join(', ');
  const writer = besides[0] === undefined ? undefined : writerOf(data?.items ?? [], besides[0]);
  const [intent] = instance.intents ?? [];
  const by = intent ? actor(intent.by) : isolated?.by || 'API';
  return (
    <div role="alert" className="notices">
      {isolated ? (
        <p className="note out">
          <Shape tone="out" size={15} />
          <span>{t('noticeIsolated', { by, ago: format.ago(isolated.sinceAt, now) })}</span>
        </p>
      ) : null}
      {restored ? (
        <p className="note">
          <Shape tone="good" size={15} />
          <span>{t('noticeRestored')}</span>
        </p>
      ) : null}
      {besides.length > 0 ? (
        <p className="note caution">
          <Shape tone="caution" size={15} />
          <span>
            {writer
              ? t('noticeFieldsBy', { by: actor(writer.by), fields, ago: format.ago(writer.at, now) })
              : t('noticeFields', { fields })}
          </span>
        </p>
      ) : null}
    </div>
  );
}
