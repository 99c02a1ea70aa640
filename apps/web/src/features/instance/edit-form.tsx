import type { Instance } from '@cynosure/shared/console/instance.ts';
import { type FormEvent, type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { rowsOfLabels } from '../../lib/registry/forms/labels-draft.ts';
import { LabelsEditor } from '../../lib/registry/forms/labels-editor.tsx';
import { alarm } from '../../ui/announce.tsx';
import { Button } from '../../ui/button.tsx';
import { copyText } from '../../ui/copy.ts';
import { Shape } from '../../ui/mark.tsx';
import { detailsOf } from '../../ui/read-face.tsx';
import { ConflictChoice } from './conflict-choice.tsx';
import { FieldInput } from './field-input.tsx';
import { type FieldName, fieldNames, pathOfField } from './fields.ts';
import { FormNotices } from './form-notices.tsx';
import { useSaveLabel } from './save-label.ts';
import type { Saved } from './saved-note.tsx';
import { conflictIn, type Edit, useEdit } from './use-edit.ts';

type EditFormProps = {
  instance: Instance;
  /** The field whose pencil was pressed. */
  focus: FieldName | 'labels' | undefined;
  onRelease: (path: string) => void;
  onSaved: (saved: Saved) => void;
  onClose: () => void;
};

/** All fields that an operator may set, saved as one patch of those that were changed. */
export function EditForm({ instance, focus, onRelease, onSaved, onClose }: EditFormProps) {
  const t = useTranslations('instance');
  const words = useTranslations('action');
  const edit = useEdit(instance);
  const [hold, setHold] = useState(false);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const form = useRef<HTMLFormElement>(null);
  const saveLabel = useSaveLabel(edit);
  const name = `${instance.host}:${instance.port}`;
  const { conflicts, changes, isWrong, busy, writing } = edit;
  const undecided = conflicts.find(({ choice }) => choice === undefined);
  const allKept = changes.length === 0 && conflicts.length > 0 && undecided === undefined;

  useEffect(() => {
    const input = form.current?.querySelector<HTMLElement>(
      focus === 'labels' ? '[data-field="labels"] :is(input, button)' : `[data-field="${focus ?? 'weight'}"]`,
    );
    input?.focus();
    if (input instanceof HTMLInputElement && input.type !== 'checkbox') input.select();
  }, [focus]);

  const submit = async (event?: FormEvent) => {
    event?.preventDefault();
    setTried(true);
    if (busy || instance.gone) return;
    const first = form.current?.querySelector<HTMLElement>('[aria-invalid="true"]');
    if (isWrong) {
      alarm(t('wrongFirst'));
      return first?.focus();
    }
    if (undecided) {
      alarm(t('chooseFirst'));
      return form.current?.querySelector<HTMLElement>('.conflict input')?.focus();
    }
    if (allKept) return onClose();
    if (changes.length === 0) return alarm(t('nothing'));
    const answer = await edit.save(hold, reason.trim());
    if (answer) onSaved({ answer, held: hold, paths: changes.map(({ path }) => path) });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void submit();
    if (event.key !== 'Escape' || event.defaultPrevented) return;
    event.preventDefault();
    onClose();
  };
  const isConflict = writing.phase === 'refused' && conflictIn(writing.error) !== undefined;

  return (
    <form
      ref={form}
      className="edit-form"
      aria-label={t('form', { name })}
      noValidate
      onSubmit={(event) => void submit(event)}
      onKeyDown={onKeyDown}
    >
      {instance.gone ? <GoneMeanwhile edit={edit} at={instance.gone.at} /> : null}
      <FormNotices edit={edit} instance={instance} />
      {fieldNames.map((field) => {
        const conflict = conflicts.find(({ path }) => path === pathOfField(field));
        if (conflict)
          return <ConflictChoice key={field} conflict={conflict} edit={edit} instance={instance} />;
        return <FieldInput key={field} {...{ field, edit, instance, tried, onRelease }} />;
      })}
      {conflicts
        .filter(({ path }) => path.startsWith('/labels/'))
        .map((conflict) => (
          <ConflictChoice key={conflict.path} conflict={conflict} edit={edit} instance={instance} />
        ))}
      <LabelsEditor
        rows={edit.draft.labels ?? rowsOfLabels(edit.base.labels ?? {})}
        before={edit.base.labels ?? {}}
        onChange={edit.setLabels}
      />
      <div className="hold-line">
        <Button aria-pressed={hold} icon="pin" onClick={() => setHold(!hold)}>
          {t('holdMine')}
        </Button>
        {hold ? (
          <input
            className="input"
            aria-label={t('holdReason')}
            placeholder={t('holdReasonHint')}
            maxLength={256}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
          />
        ) : null}
        <p className="text-ink-3 text-xs">{t('holdWhat')}</p>
      </div>
      {writing.phase === 'refused' && !isConflict ? (
        <div role="alert" className="text-unhealthy-ink">
          {t('notSaved', { name })}{' '}
          <span className="mono text-ink-3 text-xs">{detailsOf(writing.error)}</span>
        </div>
      ) : null}
      {writing.phase === 'asking' ? (
        <div role="status" className="text-caution-ink">
          {t('asking')}
        </div>
      ) : null}
      <footer>
        <Button
          type="submit"
          look="primary"
          aria-busy={busy || undefined}
          disabledWhy={instance.gone ? t('notSaved', { name }) : undefined}
        >
          {busy ? t('saving') : saveLabel}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </footer>
    </form>
  );
}

/** It left while it was edited: nothing can be saved, but nothing typed is lost. */
function GoneMeanwhile({ edit, at }: { edit: Edit; at: number }) {
  const t = useTranslations('instance');
  const format = useFormat();
  const now = useNow();
  const mine = () =>
    JSON.stringify(Object.fromEntries(edit.wanted.map(({ path, value }) => [path, value])), null, 2);
  return (
    <div role="alert" className="note bad">
      <Shape tone="bad" size={15} />
      <div className="flex-1">
        {t('goneEdit', { ago: format.ago(at, now) })}
        <div className="mt-2">
          <Button small icon="copy" onClick={() => void copyText(mine())}>
            {t('copyMine')}
          </Button>
        </div>
      </div>
    </div>
  );
}
