import type { EditUser, UserRow } from '@cynosure/shared/console/access.ts';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { statusOf } from '../../lib/problem.ts';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { type AccountNameFault, faultOfAccountName, faultOfPassword } from './account-rules.ts';
import { PasswordField } from './password-field.tsx';
import { hasTwice, RoleFields, type RolesDraft } from './role-fields.tsx';
import { Theirs } from './theirs.tsx';
import { useCreateUser, useEditUser } from './use-users.ts';

const NOTHING: RolesDraft = { role: null, namespaceRoles: [] };

/** A new account: its name never changes later. */
export function NewUserForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations('users');
  const words = useTranslations('action');
  const form = useTranslations('form');
  const sayFault = useNameFault();
  const create = useCreateUser();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [comment, setComment] = useState('');
  const [roles, setRoles] = useState<RolesDraft>(NOTHING);
  const [tried, setTried] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const passwordInput = useRef<HTMLInputElement>(null);
  const nameFault = faultOfAccountName(name);
  const passwordFault = faultOfPassword(password, name);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (nameFault) return nameInput.current?.focus();
    if (passwordFault) return passwordInput.current?.focus();
    if (create.isPending || hasTwice(roles)) return;
    create.mutate(
      {
        name,
        password,
        comment: comment.trim(),
        role: roles.role,
        namespaceRoles: [...roles.namespaceRoles],
      },
      {
        onSuccess: () => {
          showToast(t('created', { user: name }));
          onClose();
        },
      },
    );
  };
  return (
    <Dialog label={t('new')} open onClose={onClose} initialFocus={nameInput}>
      <form onSubmit={submit} noValidate className="grid gap-3.5">
        <FormField
          label={t('name')}
          rule={t('nameRule')}
          fault={nameFault && (tried || nameFault !== 'missing') ? sayFault(nameFault) : undefined}
        >
          {(of) => (
            <input
              {...of}
              ref={nameInput}
              className="input"
              spellCheck={false}
              autoCapitalize="none"
              autoComplete="off"
              value={name}
              onChange={(event) => setName(event.target.value.trim())}
            />
          )}
        </FormField>
        <PasswordField
          ref={passwordInput}
          label={t('password')}
          value={password}
          fault={passwordFault && (tried || passwordFault === 'isName') ? passwordFault : undefined}
          onChange={setPassword}
        />
        <CommentField value={comment} onChange={setComment} />
        <RoleFields value={roles} onChange={setRoles} />
        <WriteFailed error={create.error} what={name} />
        <FormEnd busy={create.isPending} save={form('create')} cancel={words('cancel')} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Comment and roles of an account. `onTheirs`: somebody else's change came first and is to be edited instead. */
export function EditUserForm({
  user,
  onTheirs,
  onClose,
}: {
  user: UserRow;
  onTheirs: (current: UserRow) => void;
  onClose: () => void;
}) {
  const t = useTranslations('users');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const write = useEditUser(user);
  const [comment, setComment] = useState(user.comment);
  const [roles, setRoles] = useState<RolesDraft>(user);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (write.isPending || hasTwice(roles)) return;
    const patch = changesOf(user, comment.trim(), roles);
    if (Object.keys(patch).length === 0) return onClose();
    write.mutate(patch, {
      onSuccess: () => {
        showToast(t('saved', { user: user.name }));
        onClose();
      },
    });
  };
  return (
    <Dialog label={t('edit', { user: user.name })} open onClose={onClose}>
      <form onSubmit={submit} noValidate className="grid gap-3.5">
        <CommentField value={comment} onChange={setComment} />
        <RoleFields
          value={user.kind === 'main' ? { role: 'owner', namespaceRoles: [] } : roles}
          onChange={setRoles}
          disabledWhy={whyNot(user.may.roles)}
        />
        {statusOf(write.error) === 412 ? (
          <Theirs error={write.error} onTheirs={onTheirs} />
        ) : (
          <WriteFailed error={write.error} what={user.name} />
        )}
        <FormEnd busy={write.isPending} save={words('save')} cancel={words('cancel')} onClose={onClose} />
      </form>
    </Dialog>
  );
}

/** Only what differs from what was opened. */
function changesOf(user: UserRow, comment: string, { role, namespaceRoles }: RolesDraft): EditUser {
  const isSame = JSON.stringify(namespaceRoles) === JSON.stringify(user.namespaceRoles);
  return {
    ...(comment === user.comment ? {} : { comment }),
    ...(role === user.role ? {} : { role }),
    ...(isSame ? {} : { namespaceRoles: [...namespaceRoles] }),
  };
}

function CommentField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const field = useTranslations('field');
  return (
    <FormField label={field('comment')}>
      {(of) => (
        <textarea
          {...of}
          className="input"
          rows={2}
          maxLength={1024}
          value={value}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </FormField>
  );
}

function FormEnd({
  busy,
  save,
  cancel,
  onClose,
}: {
  busy: boolean;
  save: string;
  cancel: string;
  onClose: () => void;
}) {
  return (
    <div className="flex gap-2 pt-1">
      <Button type="submit" look="primary" aria-busy={busy || undefined}>
        {save}
      </Button>
      <Button onClick={onClose}>{cancel}</Button>
    </div>
  );
}

function useNameFault(): (fault: AccountNameFault) => string {
  const t = useTranslations('users');
  const form = useTranslations('form');
  return (fault) => {
    switch (fault) {
      case 'missing':
        return form('missing', { what: t('name') });
      case 'reserved':
        return t('nameTaken');
      case 'long':
        return form('tooLong', { n: '64' });
      case 'character':
        return t('nameRule');
    }
  };
}
