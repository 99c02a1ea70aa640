import { useTranslations } from 'use-intl/react';
import { nobodyAnswered, RequestError } from '../../lib/problem.ts';
import { Button } from '../../ui/button.tsx';
import { Face } from '../../ui/face.tsx';
import { detailsOf } from '../../ui/read-face.tsx';

/** What would change is not known, so nothing can be confirmed; a refusal says why in the registry's own words. */
export function PreviewFailed({ error, onRetry }: { error: Error; onRetry: () => void }) {
  const t = useTranslations('isolate');
  const face = useTranslations('face');
  const words = useTranslations('action');
  const unanswered = !(error instanceof RequestError) || nobodyAnswered(error);
  const refusal = !unanswered && error.status < 500;
  return (
    <Face
      title={refusal ? t('previewRefused') : t('previewFailed')}
      tone={refusal ? 'caution' : 'bad'}
      alert
      actions={<Button onClick={onRetry}>{words('tryAgain')}</Button>}
    >
      {unanswered ? face('noAnswer') : refusal ? error.problem?.info : face('failedInside')}
      <br />
      <span className="mono text-ink-3 text-xs">{detailsOf(error)}</span>
    </Face>
  );
}
