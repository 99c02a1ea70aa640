import type { SheetName } from '../../lib/sheet-address.ts';
import { IsolationSheet } from './isolation-sheet.tsx';

/** The sheet that `?sheet=` of any page names. */
export default function AddressSheet({ sheet, onClose }: { sheet: SheetName; onClose: () => void }) {
  const start =
    sheet.kind === 'end'
      ? ({ step: 'end', isolationId: sheet.id } as const)
      : ({ step: 'undo', operationId: sheet.id } as const);
  return <IsolationSheet start={start} onClose={onClose} />;
}
