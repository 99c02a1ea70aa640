import type { EditUser, UserRow } from '@cynosure/shared/console/access.ts';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CommentField } from '../../lib/registry/forms/comment-field.tsx';
import { SaveFailed } from '../../lib/registry/forms/save-failed.tsx';
import { WriteFailed } from '../../lib/registry/forms/write-failed.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { FormField } from '../../ui/form-field.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { showToast } from '../../ui/toast.tsx';
import { type AccountNameFault, faultOfAccountName, faultOfPassword } from './account-rules.ts';
import { FormEnd } from './parts/form-end.tsx';
import { RoleFields } from './parts/role-fields.tsx';
import { PasswordField } from './password-field.tsx';
import { useCreateUser, useEditUser } from './use-users.ts';

type RolesDraft = Pick<UserRow, 'role' | 'namespaceRoles'>;

const NOTHING: RolesDraft = { role: null, namespaceRoles: [] };
const OWNER: RolesDraft = { role: 'owner', namespaceRoles: [] };

/** A new account: its name never changes later. */
export function NewUserForm({ onClose }: { onClose: () => void }) {
  const t = useTranslations('users');
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
    if (create.isPending) return;
    create.mutate(
      {
        name,
        password,
        comment: comment.trim(),
        ...roles,
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
        <RoleFields {...roles} onChange={setRoles} />
        <WriteFailed error={create.error} name={name} />
        <FormEnd row={undefined} busy={create.isPending} onClose={onClose} />
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
  const write = useEditUser(user);
  const [comment, setComment] = useState(user.comment);
  const [roles, setRoles] = useState<RolesDraft>({ role: user.role, namespaceRoles: user.namespaceRoles });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (write.isPending) return;
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
          {...(user.kind === 'main' ? OWNER : roles)}
          onChange={setRoles}
          disabledWhy={whyNot(user.may.roles)}
        />
        <SaveFailed error={write.error} name={user.name} onTheirs={onTheirs} />
        <FormEnd row={user} busy={write.isPending} onClose={onClose} />
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
    ...(isSame ? {} : { namespaceRoles }),
  };
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
