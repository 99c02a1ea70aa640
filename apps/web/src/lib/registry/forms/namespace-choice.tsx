import { useQuery } from '@tanstack/react-query';
import { FormField } from '../../../ui/form-field.tsx';
import { namespacesQuery } from '../namespaces.ts';

/** One of all namespaces; the chosen one is offered even while they are not read, or where it may not be seen. */
export function NamespaceChoice({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string;
  onChange: (namespace: string) => void;
}) {
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
  return (
    <FormField label={label}>
      {(of) => (
        <select {...of} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
          {[...new Set([...namespaces.map(({ name }) => name), value])].map((name) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      )}
    </FormField>
  );
}
