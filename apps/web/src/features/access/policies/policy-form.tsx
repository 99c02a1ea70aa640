import type { EditPolicy, NewPolicy, PolicyRow } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CommentField } from '../../../lib/registry/forms/comment-field.tsx';
import { SaveFailed } from '../../../lib/registry/forms/save-failed.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { groupsListQuery, rolesListQuery, usersListQuery, useWriteAccess } from '../parts/access-api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { NameField, nameFault } from '../parts/name-field.tsx';
import { useRoleName } from '../roles/role-name.ts';
import { FunctionsStep } from './functions-step.tsx';
import { draftOf, emptiness, keylessLabel, labelsOf, resourcesOf } from './policy-draft.ts';
import { usePolicySentence } from './policy-sentence.ts';
import { WhatStep } from './what-step.tsx';
import { WhoStep } from './who-step.tsx';

const steps = ['who', 'what', 'functions'] as const;

/** A policy in three steps: who, with what, which functions; the sentence below says what it does. */
export function PolicyForm({
  policy: seen,
  onDelete,
  onClose,
}: {
  policy: PolicyRow | undefined;
  onDelete: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('accessPolicies');
  const form = useTranslations('accessParts');
  const roleName = useRoleName();
  const sentence = usePolicySentence();
  // The one that was opened: what is written must still be that.
  const [policy, setPolicy] = useState(seen);
  const write = useWriteAccess<'policies', NewPolicy, EditPolicy>('policies', policy);
  const principals = {
    users: useQuery(usersListQuery).data?.value.items ?? [],
    groups: useQuery(groupsListQuery).data?.value.items ?? [],
    roles: useQuery(rolesListQuery).data?.value.items ?? [],
  };
  const [name, setName] = useState(seen?.name ?? '');
  const [draft, setDraft] = useState(draftOf(seen));
  const [step, setStep] = useState<(typeof steps)[number]>('who');
  const [tried, setTried] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const body = useRef<HTMLFormElement>(null);
  const change = (to: Partial<typeof draft>) => setDraft({ ...draft, ...to });
  const fault = nameFault(name, 'account');
  const empty = emptiness(draft);
  const next = steps[steps.indexOf(step) + 1];

  // The button may be gone with its step; the focus goes to the step's own mark, above what it asks.
  const goTo = (to: typeof step) => {
    setStep(to);
    body.current?.querySelector<HTMLElement>(`input[name="step"][value="${to}"]`)?.focus();
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (write.isPending) return;
    if (fault) {
      setStep('who');
      // The field is there once the step is drawn.
      requestAnimationFrame(() => nameInput.current?.focus());
      return;
    }
    if (keylessLabel(draft) !== undefined) return goTo('what');
    if (!policy && empty) return goTo(empty === 'nobody' ? 'who' : 'what');
    const { effect, ...others } = draft;
    const fields = {
      ...others,
      name: name.trim(),
      comment: draft.comment.trim(),
      resources: resourcesOf(draft),
      labels: labelsOf(draft),
    };
    write.mutate(policy ? fields : { ...fields, effect }, {
      onSuccess: () => {
        showToast(form(policy ? 'saved' : 'created', { name: fields.name }));
        onClose();
      },
    });
  };
  const nameOf = (id: string) => {
    const role = principals.roles.find((one) => one.id === id);
    const known = [
      ...principals.users,
      ...principals.groups,
      ...(policy?.users ?? []),
      ...(policy?.groups ?? []),
    ];
    return role ? roleName(role) : (known.find((one) => one.id === id)?.name ?? id);
  };
  return (
    <Dialog
      label={policy ? form('edit', { name: policy.name }) : t('new')}
      open
      onClose={onClose}
      {...(policy ? {} : { initialFocus: nameInput })}
    >
      <form ref={body} onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        <div className="seg" role="radiogroup" aria-label={t('steps')}>
          {steps.map((one) => (
            <label key={one}>
              <input
                type="radio"
                name="step"
                value={one}
                checked={step === one}
                onChange={() => setStep(one)}
              />
              {t(`step.${one}`)}
            </label>
          ))}
        </div>
        {step === 'who' ? (
          <>
            <NameField kind="policy" value={name} onChange={setName} tried={tried} inputRef={nameInput} />
            <fieldset className="m-0 min-w-0 border-0 p-0" disabled={policy !== undefined}>
              <legend className="mb-1 p-0 font-medium text-ink-2">{t('effect')}</legend>
              <div className="seg" role="radiogroup" aria-label={t('effect')}>
                {(['allow', 'deny'] as const).map((effect) => (
                  <label key={effect}>
                    <input
                      type="radio"
                      name="effect"
                      value={effect}
                      checked={draft.effect === effect}
                      onChange={() => change({ effect })}
                    />
                    {t(`effects.${effect}`)}
                  </label>
                ))}
              </div>
              <div className="mt-1 text-ink-3 text-xs">{t(policy ? 'effectStays' : 'effectRule')}</div>
            </fieldset>
            <CommentField value={draft.comment} onChange={(comment) => change({ comment })} />
            <WhoStep draft={draft} policy={policy} principals={principals} onChange={change} />
          </>
        ) : null}
        {step === 'what' ? (
          <WhatStep draft={draft} policy={policy} principals={principals} tried={tried} onChange={change} />
        ) : null}
        {step === 'functions' ? <FunctionsStep draft={draft} onChange={change} /> : null}
        <output className="rounded border border-line bg-sunken p-2.5" aria-label={t('preview')}>
          <bdi>{sentence(draft, nameOf)}</bdi>
        </output>
        {tried && empty && !policy ? (
          <div role="alert" className="text-unhealthy-ink">
            {t(`empties.${empty}`)}
          </div>
        ) : null}
        <SaveFailed<PolicyRow>
          error={write.error}
          name={name}
          onTheirs={(current) => {
            setPolicy(current);
            setName(current.name);
            setDraft(draftOf(current));
            write.reset();
          }}
        />
        <FormEnd row={policy} busy={write.isPending} onDelete={onDelete} onClose={onClose}>
          {next ? <Button onClick={() => goTo(next)}>{t(`next.${next}`)}</Button> : null}
        </FormEnd>
      </form>
    </Dialog>
  );
}
