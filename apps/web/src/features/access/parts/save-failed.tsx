import { useTranslations } from 'use-intl/react';
import { RequestError } from '../../../lib/problem.ts';
import { WriteFailed } from '../../../lib/registry/forms/write-failed.tsx';
import { Button } from '../../../ui/button.tsx';

/** Why a form was not saved; where somebody else came first, what is theirs can be taken into the form. */
export function SaveFailed<Row>({
  error,
  what,
  onTheirs,
}: {
  error: Error | null;
  what: string;
  onTheirs: (current: Row) => void;
}) {
  const t = useTranslations('accessParts');
  const form = useTranslations('form');
  const isChanged = error instanceof RequestError && error.status === 412;
  const current = isChanged ? error.problem?.current : undefined;
  if (!isChanged) return <WriteFailed error={error} what={what} />;
  return (
    <div role="alert" className="grid justify-items-start gap-1.5 text-unhealthy-ink">
      <span>
        {form('notSaved', { what })} {t('changedSince')}
      </span>
      {current === undefined ? null : (
        // The row as the server shows it, packages/shared/src/console/access.ts.
        <Button small onClick={() => onTheirs(current as Row)}>
          {form('loadTheirs')}
        </Button>
      )}
    </div>
  );
}
