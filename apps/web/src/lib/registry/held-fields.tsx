import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import { useFieldName, useFieldValue } from './field-words.ts';
import { Dash } from './state-mark.tsx';

/** The fields that an operator holds, with what the client says behind them. */
export function HeldFields({ held }: { held: InstanceRow['held'] | undefined }) {
  const name = useFieldName();
  const value = useFieldValue();
  const fields = Object.entries(held ?? {});
  if (fields.length === 0) return <Dash />;
  return (
    <span title={fields.map(([path, { client }]) => `${name(path)}: ${value(path, client)}`).join('\n')}>
      {fields.map(([path]) => name(path)).join(', ')}
    </span>
  );
}
