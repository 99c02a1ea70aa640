import { pathOf } from '@cynosure/shared/console/path.ts';
import type { EditService, NewService, Service } from '@cynosure/shared/console/service.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, type RefObject, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Button } from '../../../ui/button.tsx';
import { FormField } from '../../../ui/form-field.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { http } from '../../http.ts';
import { keys } from '../../keys.ts';
import { unchanged } from '../../problem.ts';
import { namespacesQuery } from '../namespaces.ts';
import { CommentField } from './comment-field.tsx';
import { GuardField, guardDraftOf, guardOfDraft } from './guard-field.tsx';
import { faultsOfLabels, labelsOfRows, rowsOfLabels } from './labels-draft.ts';
import { LabelsEditor } from './labels-editor.tsx';
import { faultOfName, LONGEST_SERVICE, useNameFault } from './name-fault.ts';
import { SaveFailed } from './save-failed.tsx';
import { exportToOf, VisibilityField, visibilityOf } from './visibility-field.tsx';

const USUAL_GUARD = { warnBelowShare: 0.5, warnZoneEmptied: true };

type FormProps = {
  namespace?: string;
  onDone?: (service: Service) => void;
  onClose: () => void;
};

/**
 * A new service, or what can be changed of one as it was when the form was opened: what comes later shows only when it
 * is asked for. `onDone` is told where it is.
 */
export function ServiceForm({ service: opened, ...rest }: FormProps & { service?: Service }) {
  const t = useTranslations('serviceForm');
  const [service, setService] = useState(opened);
  const nameInput = useRef<HTMLInputElement>(null);
  return (
    <Dialog
      label={service ? t('editTitle', { service: service.service }) : t('new')}
      open
      onClose={rest.onClose}
      {...(service ? {} : { initialFocus: nameInput })}
    >
      <ServiceFields
        key={service?.editRevision}
        service={service}
        nameInput={nameInput}
        onTheirs={setService}
        {...rest}
      />
    </Dialog>
  );
}

function ServiceFields({
  service,
  namespace: wanted = 'default',
  nameInput,
  onTheirs,
  onDone,
  onClose,
}: FormProps & {
  service: Service | undefined;
  nameInput: RefObject<HTMLInputElement | null>;
  onTheirs: (service: Service) => void;
}) {
  const t = useTranslations('serviceForm');
  const form = useTranslations('form');
  const field = useTranslations('field');
  const words = useTranslations('action');
  const sayFault = useNameFault();
  const write = useWriteService(service);
  const namespaces = useQuery(namespacesQuery).data?.value.items ?? [];
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
  const said = fault && (tried || fault.kind !== 'missing');

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
          <FormField label={field('namespace')}>
            {(of) => (
              <select
                {...of}
                className="input"
                value={namespace}
                onChange={(event) => setNamespace(event.target.value)}
              >
                {[...new Set([...namespaces.map((one) => one.name), namespace])].map((one) => (
                  <option key={one}>{one}</option>
                ))}
              </select>
            )}
          </FormField>
          <FormField
            label={field('service')}
            fault={said ? sayFault(fault, field('service'), LONGEST_SERVICE) : undefined}
            rule={form('nameRule', { n: String(LONGEST_SERVICE) })}
          >
            {(of) => (
              <input
                {...of}
                ref={nameInput}
                className="input"
                value={name}
                spellCheck={false}
                autoCapitalize="none"
                autoComplete="off"
                onChange={(event) => setName(event.target.value.trim())}
              />
            )}
          </FormField>
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
      <SaveFailed error={write.error} what={name} onTheirs={onTheirs} />
      <div className="flex gap-2 pt-1">
        <Button type="submit" look="primary" aria-busy={write.isPending || undefined}>
          {service ? words('save') : form('create')}
        </Button>
        <Button onClick={onClose}>{words('cancel')}</Button>
      </div>
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
