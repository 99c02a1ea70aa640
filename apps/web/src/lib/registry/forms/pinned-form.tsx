import { Fragment, type ReactNode, type RefObject, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { SaveFailed } from './save-failed.tsx';

/** What the fields of such a form are given: the thing as it was opened, none for a new one. */
export type Pinned<Thing> = {
  thing: Thing | undefined;
  /** Of a new one; it has the focus first. */
  nameInput: RefObject<HTMLInputElement | null>;
  onTheirs: (current: Thing) => void;
  onClose: () => void;
};

/**
 * A dialog with the form of a new thing, or of one as it was when the form was opened: what comes later shows only when
 * it is asked for, and then the fields begin anew.
 */
export function PinnedForm<Thing>({
  label,
  opened,
  revisionOf,
  onClose,
  children,
}: {
  label: string;
  opened: Thing | undefined;
  revisionOf: (thing: Thing) => string | undefined;
  onClose: () => void;
  children: (pinned: Pinned<Thing>) => ReactNode;
}) {
  const [thing, setThing] = useState(opened);
  const nameInput = useRef<HTMLInputElement>(null);
  return (
    <Dialog label={label} open onClose={onClose} {...(thing ? {} : { initialFocus: nameInput })}>
      <Fragment key={thing && revisionOf(thing)}>
        {children({ thing, nameInput, onTheirs: setThing, onClose })}
      </Fragment>
    </Dialog>
  );
}

/** The end of such a form: why it was not saved, and its buttons. */
export function PinnedFormEnd<Thing>({
  pinned: { thing, onTheirs, onClose },
  write: { error, isPending },
  name,
}: {
  pinned: Pinned<Thing>;
  write: { error: Error | null; isPending: boolean };
  name: string;
}) {
  const form = useTranslations('form');
  const words = useTranslations('action');
  return (
    <>
      <SaveFailed error={error} name={name} onTheirs={onTheirs} />
      <div className="flex gap-2 pt-1">
        <Button type="submit" look="primary" aria-busy={isPending || undefined}>
          {thing ? words('save') : form('create')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
    </>
  );
}
