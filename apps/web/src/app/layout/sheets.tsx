import { useLastOperation } from '../../lib/last-operation.ts';
import { useSheet } from '../../lib/sheet-address.ts';
import { useShortcuts } from '../../lib/shortcuts.ts';
import { onDemand } from '../../ui/on-demand.tsx';

const AddressSheet = onDemand(() =>
  import('../../features/isolate/address-sheet.tsx').then((module) => module.default),
);

/** Sheets that can lie over any page, and the key that takes back what was done last. */
export function Sheets() {
  const { sheet, open, close } = useSheet();
  const last = useLastOperation();
  useShortcuts({ u: () => last && open('undo', last.id) });
  if (!sheet) return null;
  return <AddressSheet key={`${sheet.kind}:${sheet.id}`} sheet={sheet} onClose={close} />;
}
