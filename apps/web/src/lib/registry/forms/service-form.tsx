import { pathOf } from '@cynosure/shared/console/path.ts';
import type { EditService, NewService, Service } from '@cynosure/shared/console/service.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormField } from '../../../ui/form-field.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { http } from '../../http.ts';
import { keys } from '../../keys.ts';
import { unchanged } from '../../problem.ts';
import { CommentField } from './comment-field.tsx';
import { GuardField, guardDraftOf, guardOfDraft } from './guard-field.tsx';
import { faultsOfLabels, labelsOfRows, rowsOfLabels } from './labels-draft.ts';
import { LabelsEditor } from './labels-editor.tsx';
import { faultOfName, LONGEST_SERVICE } from './name-fault.ts';
import { NameField } from './name-field.tsx';
import { NamespaceChoice } from './namespace-choice.tsx';
import { type Pinned, PinnedForm, PinnedFormEnd } from './pinned-form.tsx';
import { exportToOf, VisibilityField, visibilityOf } from './visibility-field.tsx';

const USUAL_GUARD = { warnBelowShare: 0.5, warnZoneEmptied: true };

type FormProps = {
  /** Of a new one, to begin with. */
  namespace?: string | undefined;
  onDone?: ((service: Service) => void) | undefined;
};

/** A new service, or what can be changed of one. `onDone` is told where it is. */
export function ServiceForm({
  service,
  onClose,
  ...rest
}: FormProps & { service?: Service; onClose: () => void }) {
  const t = useTranslations('serviceForm');
  return (
    <PinnedForm
      label={service ? t('editTitle', { service: service.service }) : t('new')}
      opened={service}
      revisionOf={({ editRevision }) => editRevision}
      onClose={onClose}
    >
      {(pinned) => <ServiceFields pinned={pinned} {...rest} />}
    </PinnedForm>
  );
}

function ServiceFields({
  pinned,
  namespace: wanted = 'default',
  onDone,
}: FormProps & { pinned: Pinned<Service> }) {
  const { thing: service, nameInput, onClose } = pinned;
  const t = useTranslations('serviceForm');
  const field = useTranslations('field');
  const write = useWriteService(service);
  const [namespace, setNamespace] = useState(service?.namespace ?? wanted);
  const [name, setName] = useState(service?.service ?? '');
  const [department, setDepartment] = useState(service?.department ?? '');
  const [business, setBusiness] = useState(service?.business ?? '');
  const [comment, setComment] = useState(service?.comment ?? '');
  const [visibility, setVisibility] = useState(visibilityOf(service?.exportTo));
  const [labels, setLabels] = useState(rowsOfLabels(service?.labels ?? {}));
  const [guard, setGuard] = useState(
    guardDraftOf(service?.guard ?? USUAL_GUARD, service?.guard?.from === 'service'),
  );
  const [tried, setTried] = useState(false);
  const body = useRef<HTMLFormElement>(null);
  const fault = service ? undefined : faultOfName(name, LONGEST_SERVICE);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const rule = guardOfDraft(guard);
    if (fault) return nameInput.current?.focus();
    if (faultsOfLabels(labels).size > 0 || rule === undefined)
      return body.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
    if (write.isPending) return;
    const fields = {
      department: department.trim(),
      business: business.trim(),
      comment: comment.trim(),
      labels: labelsOfRows(labels),
      exportTo: exportToOf(visibility),
      guard: rule,
    };
    write.mutate(service ? fields : { ...fields, namespace, service: name }, {
      onSuccess: (written) => {
        showToast(t(service ? 'saved' : 'created', { service: name }));
        onClose();
        onDone?.(written);
      },
    });
  };

  const text = (label: string, value: string, set: (value: string) => void, longest: number) => (
    <FormField label={label}>
      {(of) => (
        <input
          {...of}
          className="input"
          value={value}
          maxLength={longest}
          onChange={(event) => set(event.target.value)}
        />
      )}
    </FormField>
  );
  return (
    <form ref={body} onSubmit={submit} noValidate className="grid gap-3.5">
      {service ? null : (
        <>
          <NamespaceChoice label={field('namespace')} value={namespace} onChange={setNamespace} />
          <NameField
            label={field('service')}
            value={name}
            longest={LONGEST_SERVICE}
            tried={tried}
            rule
            inputRef={nameInput}
            onChange={setName}
          />
        </>
      )}
      <div className="grid gap-3.5 sm:grid-cols-2">
        {text(field('department'), department, setDepartment, 1024)}
        {text(field('business'), business, setBusiness, 128)}
      </div>
      <CommentField value={comment} onChange={setComment} />
      <VisibilityField value={visibility} onChange={setVisibility} />
      <LabelsEditor rows={labels} onChange={setLabels} before={service?.labels} />
      <GuardField value={guard} onChange={setGuard} />
      <PinnedFormEnd pinned={pinned} write={write} name={name} />
    </form>
  );
}

/** Makes a service, or changes the one that was opened at its revision. */
function useWriteService(opened: Service | undefined) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (draft: EditService | NewService) =>
      opened
        ? http
            .put<Service>(pathOf('services', opened.namespace, opened.service), draft, {
              ifMatch: opened.editRevision ?? '',
            })
            .catch(unchanged<Service>)
        : http.post<Service>('/services', draft),
    onSuccess: ({ namespace, service }) => {
      void queries.invalidateQueries({ queryKey: keys.allServices });
      void queries.invalidateQueries({ queryKey: keys.service(namespace, service) });
    },
    onError: () =>
      opened && void queries.invalidateQueries({ queryKey: keys.service(opened.namespace, opened.service) }),
  });
}
