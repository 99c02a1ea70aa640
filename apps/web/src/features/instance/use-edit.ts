import type { BulkPreview } from '@cynosure/shared/console/bulk.ts';
import type { DeregisterRequest, EditedInstance, FieldsChanged } from '@cynosure/shared/console/edit.ts';
import type { Instance } from '@cynosure/shared/console/instance.ts';
import type { PreviewChanged } from '@cynosure/shared/console/preview.ts';
import { useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { Snapshot } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { noteOperation } from '../../lib/last-operation.ts';
import { detailsIn } from '../../lib/problem.ts';
import type { LabelRow } from '../../lib/registry/forms/labels-draft.ts';
import { useWrite } from '../../lib/use-write.ts';
import { deregisterInstance, deregisterPreviewQuery, editInstance, releaseField } from './api/instance.ts';
import { type Draft, emptyDraft, outcomeOf, patchOf, wantedOf } from './draft.ts';
import type { FieldName } from './fields.ts';

/** Puts what the server answered where everybody looks at it, and lets `u` take it back. */
function useTakeAnswer(id: string) {
  const queries = useQueryClient();
  return ({ instance, operation, position }: EditedInstance) => {
    queries.setQueryData<Snapshot<Instance>>(keys.instance(id), {
      value: instance,
      position,
      asOf: Date.now(),
    });
    noteOperation(operation.id);
    void queries.invalidateQueries({ queryKey: keys.allOperations });
  };
}

/** A form over one instance: what was typed, what comes of it as others write too, and the saving of it. */
export function useEdit(current: Instance) {
  const [base] = useState(current);
  const [draft, setDraft] = useState<Draft>(emptyDraft);
  const { writing, busy, run } = useWrite();
  const take = useTakeAnswer(base.id);
  const queries = useQueryClient();
  const { wanted, wrong, wrongLabels } = useMemo(() => wantedOf(draft, base), [draft, base]);
  const outcome = useMemo(() => outcomeOf(draft, wanted, base, current), [draft, wanted, base, current]);
  return {
    base,
    draft,
    wanted,
    wrong,
    isWrong: wrong.length > 0 || wrongLabels,
    ...outcome,
    writing,
    busy,
    set: (name: FieldName, value: string | boolean) =>
      setDraft((before) => ({ ...before, fields: { ...before.fields, [name]: value } })),
    setLabels: (labels: LabelRow[]) => setDraft((before) => ({ ...before, labels })),
    choose: (path: string, choose: 'theirs' | 'mine', on: unknown) =>
      setDraft((before) => ({ ...before, choices: { ...before.choices, [path]: { choose, on } } })),
    /** Resolves to the answer, or undefined where it was refused; a conflict shows as one in the form. */
    async save(hold: boolean, reason: string): Promise<EditedInstance | undefined> {
      const wish = { patch: patchOf(outcome.changes), hold, reason };
      const sent = await run((key) => editInstance(base.id, wish, key));
      if ('answer' in sent) {
        take(sent.answer);
        return sent.answer;
      }
      const theirs = conflictIn(sent.error)?.current;
      if (theirs)
        queries.setQueryData<Snapshot<Instance>>(
          keys.instance(base.id),
          (before) => before && { ...before, value: theirs },
        );
      return undefined;
    },
  };
}

export type Edit = ReturnType<typeof useEdit>;

/** What a refusal says of fields that somebody else has changed. */
export const conflictIn = (error: Error): Partial<FieldsChanged> | undefined =>
  detailsIn<FieldsChanged>(error, 'FieldsChanged');

/** Holding what is there, letting go of it, and deregistering: writes of one press. */
export function useInstanceWrites(id: string) {
  const { writing, busy, run, reset } = useWrite();
  const take = useTakeAnswer(id);
  const queries = useQueryClient();
  return {
    writing,
    busy,
    reset,
    async hold(values: readonly { path: string; value: unknown }[], reason: string) {
      const patch = patchOf(values.map(({ path, value }) => ({ path, seen: value, value })));
      const sent = await run((key) => editInstance(id, { patch, hold: true, reason }, key));
      if ('answer' in sent) take(sent.answer);
      return 'answer' in sent ? sent.answer : undefined;
    },
    async release(path: string) {
      const sent = await run((key) => releaseField(id, path, key));
      if ('answer' in sent) take(sent.answer);
      return 'answer' in sent ? sent.answer : undefined;
    },
    /** A refusal by the guard leaves its fresh preview where the dialog reads it. */
    async deregister(request: DeregisterRequest) {
      const sent = await run((key) => deregisterInstance(id, request, key));
      if ('error' in sent) {
        const changed = detailsIn<PreviewChanged>(sent.error, 'PreviewChanged');
        if (changed)
          queries.setQueryData(deregisterPreviewQuery(id).queryKey, changed.preview as BulkPreview); // This route's kind.
        return undefined;
      }
      void queries.invalidateQueries({ queryKey: keys.instance(id), exact: true });
      void queries.invalidateQueries({ queryKey: keys.allOperations });
      return sent.answer;
    },
  };
}
