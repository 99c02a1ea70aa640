import type { Operation } from '@cynosure/shared/console/operation.ts';
import { useTranslations } from 'use-intl/react';
import { useSheet } from '../../../lib/sheet-address.ts';
import { ConsequenceSheet } from '../sheet-frame.tsx';
import type { BulkKind } from './bulk-kind.ts';
import { ChangeManyStep } from './change-many-step.tsx';
import { ProgressStep } from './progress-step.tsx';
import './bulk.css';

/** Changing a frozen selection: what it does, how far it is, what came of it. `id` of `bulk` is an operation's. */
export function BulkSheet({ kind, id, onClose }: { kind: BulkKind; id: string; onClose: () => void }) {
  const t = useTranslations('bulk');
  const { replace } = useSheet();
  const undo = (operation: Pick<Operation, 'id'>) => replace('undo', operation.id);
  const step = () => {
    switch (kind) {
      case 'bulk':
        return <ProgressStep id={id} onUndo={() => undo({ id })} onRetry={replace} />;
      default:
        return <ChangeManyStep kind={kind} selection={id} onStarted={(job) => replace('bulk', job)} />;
    }
  };
  return (
    <ConsequenceSheet label={t('title.bulk')} onClose={onClose}>
      {step()}
    </ConsequenceSheet>
  );
}
