import type { SheetName } from '../../lib/sheet-address.ts';
import { IsolationSheet, type SheetView } from './isolation-sheet.tsx';

/** The sheet that `?sheet=` of any page names. */
export default function AddressSheet({ sheet, onClose }: { sheet: SheetName; onClose: () => void }) {
  return <IsolationSheet start={startOf(sheet)} onClose={onClose} />;
}

function startOf({ kind, id }: SheetName): SheetView {
  switch (kind) {
    case 'isolate':
      return { step: 'isolate', target: { instanceIds: id.split(',') }, prefill: {} };
    case 'undo':
      return { step: 'undo', operationId: id };
    case 'end': {
      const [isolationId = id, ...rest] = id.split(',');
      return { step: 'end', isolationId, rest };
    }
    case 'again':
    case 'change':
      return { step: kind, isolationId: id };
  }
}
