import type { Preview } from '@cynosure/shared/console/preview.ts';
import type { ReactNode, RefObject } from 'react';
import { useTranslations } from 'use-intl/react';
import type { useWrite } from '../../lib/use-write.ts';
import { Button } from '../../ui/button.tsx';
import type { IconName } from '../../ui/icon.tsx';
import { ConfirmButton } from './confirm-button.tsx';
import { HeldRows, LookAgain, StaleNote } from './notices.tsx';
import { Preparing } from './preparing.tsx';
import { PreviewFailed } from './preview-failed.tsx';
import { SheetStep, useCloseSheet } from './sheet-frame.tsx';
import type { usePreview } from './use-preview.ts';
import { WriteNote } from './write-note.tsx';

type PreviewedStepProps<Asked extends Preview> = {
  /** Also the sheet's accessible name in this step. */
  title: string;
  preview: ReturnType<typeof usePreview<Asked>>;
  write: Pick<ReturnType<typeof useWrite>, 'writing' | 'busy'>;
  /** What is about to happen, in a line; not said while it may have happened. */
  scope: (shown: Asked) => string;
  /** Why what is shown has to be looked at once more: nothing was written. */
  again: string | undefined;
  lookAgain: RefObject<HTMLDivElement | null>;
  /** Said where the write is refused. */
  refused: string;
  guards?: ReactNode;
  effect: (shown: Asked) => ReactNode;
  form?: ReactNode;
  button: {
    icon: IconName;
    label: string;
    sending: string;
    ref?: RefObject<HTMLButtonElement | null>;
    disabledWhy?: string | undefined;
  };
  /** Beside the buttons: what the press does not change. */
  beside?: ReactNode;
  focusFirst: RefObject<HTMLElement | null>;
  onConfirm: () => Promise<void>;
};

/** A step that shows what a write would do, and then does it: the same notices, faces and keys for all of them. */
export function PreviewedStep<Asked extends Preview>({
  title,
  preview,
  write,
  scope,
  again,
  lookAgain,
  refused,
  guards,
  effect,
  form,
  button,
  beside,
  focusFirst,
  onConfirm,
}: PreviewedStepProps<Asked>) {
  const t = useTranslations('isolate');
  const words = useTranslations('action');
  const close = useCloseSheet();
  const { shown, error } = preview;
  const sub = shown ? scope(shown) : error ? undefined : t('preparing');
  const confirm = () => void onConfirm();
  return (
    <SheetStep
      label={title}
      title={title}
      sub={write.writing.phase === 'asking' ? undefined : sub}
      focusFirst={focusFirst}
      onConfirm={confirm}
      body={
        <>
          {again === undefined ? null : <LookAgain ref={lookAgain} text={again} />}
          <WriteNote writing={write.writing} refused={refused} />
          {shown ? <StaleNote computedAt={shown.computedAt} /> : null}
          {guards}
          <HeldRows count={preview.waitingRows} onShow={preview.show} />
          {shown ? (
            effect(shown)
          ) : error ? (
            <PreviewFailed error={error} onRetry={() => void preview.read()} />
          ) : (
            <Preparing />
          )}
        </>
      }
      form={form}
      footer={
        <>
          {error && !shown ? null : (
            <ConfirmButton
              {...button}
              busy={write.busy}
              preparing={!shown}
              hold={preview.hold}
              onConfirm={confirm}
            />
          )}
          <Button onClick={close}>{words('cancel')}</Button>
          {beside}
        </>
      }
    />
  );
}
