import { useTranslations } from 'use-intl/react';
import { FormField } from '../../../ui/form-field.tsx';

/** What something is for, in somebody's own words. */
export function CommentField({ value, onChange }: { value: string; onChange: (comment: string) => void }) {
  const field = useTranslations('field');
  return (
    <FormField label={field('comment')}>
      {(of) => (
        <textarea
          {...of}
          className="input"
          rows={2}
          maxLength={1024}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}
