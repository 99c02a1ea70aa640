import type { MouseEvent } from 'react';
import { flushSync } from 'react-dom';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { Gap } from '../../../ui/gap.tsx';
import { useThing } from '../../../ui/use-thing.ts';
import { RequestError } from '../../problem.ts';
import { WriteFailed } from './write-failed.tsx';

/** Why a form was not saved; where somebody else came first, what is theirs can be taken into the form. */
export function SaveFailed<Row>({
  error,
  name,
  onTheirs,
}: {
  error: Error | null;
  name: string;
  onTheirs: (current: Row) => void;
}) {
  const form = useTranslations('form');
  const { first } = useThing({ name });
  const isChanged = error instanceof RequestError && error.status === 412;
  const current = isChanged ? error.problem?.current : undefined;
  if (!isChanged) return <WriteFailed error={error} name={name} />;
  // The button goes with its words; the focus must not wander off with it while somebody types on.
  const take = (event: MouseEvent) => {
    const dialog = event.currentTarget.closest('[role=dialog]');
    flushSync(() => onTheirs(current as Row)); // What was written to, as the server shows it now.
    dialog?.querySelector<HTMLElement>('form :is(input, select, textarea):enabled')?.focus();
  };
  return (
    <div role="alert" className="grid justify-items-start gap-1.5 text-unhealthy-ink">
      <span>
        {form('notSaved', { what: first })}
        <Gap />
        {form('changedByOther')}
      </span>
      {current === undefined ? null : (
        <Button small onClick={take}>
          {form('loadTheirs')}
        </Button>
      )}
    </div>
  );
}
