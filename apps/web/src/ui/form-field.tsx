import { type ReactNode, useId } from 'react';

/** A field of a form with its name, and below it the rule or what is wrong. */
export function FormField({
  label,
  rule,
  fault,
  children,
}: {
  label: string;
  rule?: ReactNode;
  fault?: ReactNode;
  children: (of: {
    id: string;
    'aria-invalid': true | undefined;
    'aria-describedby': string | undefined;
  }) => ReactNode;
}) {
  const id = useId();
  const said = fault ?? rule;
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-ink-2">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': fault ? true : undefined,
        'aria-describedby': said ? `${id}-said` : undefined,
      })}
      {said ? (
        <div id={`${id}-said`} className={`mt-1 text-xs ${fault ? 'text-unhealthy-ink' : 'text-ink-3'}`}>
          {said}
        </div>
      ) : null}
    </div>
  );
}
