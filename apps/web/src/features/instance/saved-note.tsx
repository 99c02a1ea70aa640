import type { EditedInstance } from '@cynosure/shared/console/edit.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useSheet } from '../../lib/sheet-address.ts';
import { Button } from '../../ui/button.tsx';
import { Gap } from '../../ui/gap.tsx';
import { Shape } from '../../ui/mark.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { instanceQuery } from './api/instance.ts';
import { valueAt } from './fields.ts';
import { useInstanceWrites } from './use-edit.ts';
import { useFieldWords } from './use-field-words.ts';

export type Saved = { answer: EditedInstance; held: boolean; paths: readonly string[] };

/** Says that it is saved, what the next registration will make of it, and offers to hold it or to take it back. */
export function SavedNote({ saved, onHeld }: { saved: Saved; onHeld: (saved: Saved) => void }) {
  const t = useTranslations('instance');
  const { inSentence } = useFieldWords();
  const { open } = useSheet();
  const { id } = saved.answer.instance;
  const { hold, writing, busy } = useInstanceWrites(id);
  const current = useQuery({ ...instanceQuery(id), enabled: false }).data?.value ?? saved.answer.instance;
  const [reason, setReason] = useState('');
  const free = saved.paths.filter((path) => path !== '/healthy' && current.held?.[path] === undefined);
  const names = free.map(inSentence).join(', ');
  const holdThem = async () => {
    const answer = await hold(
      free.map((path) => ({ path, value: valueAt(current, path) })),
      reason.trim(),
    );
    if (answer) onHeld({ ...saved, answer, held: true });
  };
  return (
    <div className="note saved" role="status">
      <Shape tone="good" size={15} />
      <div className="min-w-0 flex-1">
        {saved.held ? t('savedHeld') : t('saved')}
        <Gap />
        {free.length > 0 ? <span className="text-ink-2">{t('savedNow', { fields: names })}</span> : null}
        <div className="mt-2 flex flex-wrap gap-2">
          {free.length > 0 ? (
            <>
              <Button icon="pin" small aria-busy={busy || undefined} onClick={() => void holdThem()}>
                {t('holdMine')}
              </Button>
              <input
                className="input"
                aria-label={t('holdReason')}
                placeholder={t('holdReasonHint')}
                maxLength={256}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
              />
            </>
          ) : null}
          <Button icon="undo" small shortcut="u" onClick={() => open('undo', saved.answer.operation.id)}>
            {t('undo')}
          </Button>
        </div>
        {writing.phase === 'refused' ? (
          <div role="alert" className="text-unhealthy-ink">
            {t('notSaved', { name: `${current.host}:${current.port}` })}{' '}
            <span className="mono text-ink-3 text-xs">{detailsOf(writing.error)}</span>
          </div>
        ) : null}
      </div>
    </div>
  );
}
