import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { nobodyAnswered, RequestError } from '../lib/problem.ts';
import { Button } from './button.tsx';
import { CopyButton } from './copy-button.tsx';
import { Face } from './face.tsx';
import { type Thing, useThing } from './use-thing.ts';

/** Why something could not be read, what can be done, and the details to hand on. */
export function ReadFace({ error, onRetry, ...thing }: { error: Error; onRetry?: () => void } & Thing) {
  const t = useTranslations('face');
  const words = useTranslations('action');
  const { first, within } = useThing(thing);
  if (error instanceof RequestError && error.status === 403) {
    return (
      <Face title={t('forbidden', { what: within })} tone="none">
        {t('forbiddenHow')}
      </Face>
    );
  }
  const details = detailsOf(error);
  return (
    <Face
      title={
        error instanceof RequestError && error.status === 404
          ? t('notFound', { what: first })
          : t('failed', { what: first })
      }
      tone="bad"
      alert
      actions={
        <>
          {onRetry ? <Button onClick={onRetry}>{words('tryAgain')}</Button> : null}
          <CopyButton text={details} look="quiet">
            {words('copyDetails')}
          </CopyButton>
        </>
      }
    >
      <Why error={error} />
      <br />
      <span className="mono text-ink-3 text-xs">
        {[
          codeOf(error),
          error instanceof RequestError && error.problem?.requestId
            ? t('requestId', { id: error.problem.requestId })
            : '',
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
    </Face>
  );
}

/** The second sentence: why, or what to do. */
function Why({ error }: { error: Error }) {
  const t = useTranslations('face');
  if (!(error instanceof RequestError)) return error.message;
  if (nobodyAnswered(error)) return t('noAnswer');
  if (error.status === 429)
    return t('tooMany', { seconds: String(Math.ceil((error.retryAfterMs ?? 1000) / 1000)) });
  return error.status >= 500 ? t('failedInside') : null;
}

/** Code, info and request id, to be handed on. */
export const detailsOf = (error: Error): string =>
  [codeOf(error), error instanceof RequestError ? error.problem?.requestId : '']
    .filter(Boolean)
    .join(' · ') || 'no answer';

function codeOf(error: Error): string {
  if (!(error instanceof RequestError)) return error.message;
  const { status, problem } = error;
  return [problem?.code ? String(problem.code) : status ? `HTTP ${status}` : '', problem?.info]
    .filter(Boolean)
    .join(' ');
}

/** True once something has been awaited long enough that saying so helps. */
export function useSlow(pending: boolean, afterMs: number): boolean {
  const [slow, setSlow] = useState(false);
  useEffect(() => {
    if (!pending) {
      setSlow(false);
      return;
    }
    const timer = setTimeout(() => setSlow(true), afterMs);
    return () => clearTimeout(timer);
  }, [pending, afterMs]);
  return slow && pending;
}
