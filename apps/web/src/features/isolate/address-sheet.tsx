import type { SheetKind, SheetName } from '../../lib/sheet-address.ts';
import { type BulkKind, isBulk } from './bulk/bulk-kind.ts';
import { BulkSheet } from './bulk/bulk-sheet.tsx';
import { IsolationSheet, type SheetView } from './isolation-sheet.tsx';

/** The sheet that `?sheet=` of any page names. */
export default function AddressSheet({ sheet, onClose }: { sheet: SheetName; onClose: () => void }) {
  return isBulk(sheet.kind) ? (
    <BulkSheet kind={sheet.kind} id={sheet.id} onClose={onClose} />
  ) : (
    <IsolationSheet start={startOf({ kind: sheet.kind, id: sheet.id })} onClose={onClose} />
  );
}

function startOf({ kind, id }: { kind: Exclude<SheetKind, BulkKind>; id: string }): SheetView {
  switch (kind) {
    case 'isolate':
      return { step: 'isolate', target: { instanceIds: id.split(',') }, prefill: {} };
    case 'out':
      return { step: 'isolate', target: { selection: id }, prefill: {} };
    case 'back':
      return { step: 'back', target: { selection: id } };
    case 'release':
      return { step: 'back', target: { instanceIds: id.split(',') } };
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
