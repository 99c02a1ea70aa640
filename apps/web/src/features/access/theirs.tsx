import { useTranslations } from 'use-intl/react';
import { RequestError } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

/** Somebody else's change came first (412): says so, and brings theirs into the form once that is wanted. */
export function Theirs<Row>({ error, onTheirs }: { error: Error | null; onTheirs: (current: Row) => void }) {
  const t = useTranslations('users');
  const form = useTranslations('form');
  if (!(error instanceof RequestError)) return null;
  const { current } = (error.problem ?? {}) as { current?: Row }; // An extra member of this refusal.
  return (
    <div role="alert" className="grid gap-2 text-unhealthy-ink">
      <span>
        {t('changedMeanwhile')} <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
      </span>
      {current ? (
        <span>
          <Button small onClick={() => onTheirs(current)}>
            {form('loadTheirs')}
          </Button>
        </span>
      ) : null}
    </div>
  );
}
