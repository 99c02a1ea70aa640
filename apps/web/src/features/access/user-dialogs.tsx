import type { UserRow } from '@cynosure/shared/console/access.ts';
import { useTranslations } from 'use-intl/react';
import { ConfirmByName } from '../../ui/confirm-by-name.tsx';
import { onDemand } from '../../ui/on-demand.tsx';
import { showToast } from '../../ui/toast.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { RenewToken } from './renew-token.tsx';
import { useDeleteUser } from './use-users.ts';

const NewUserForm = onDemand(() => import('./user-form.tsx').then((one) => one.NewUserForm));
const EditUserForm = onDemand(() => import('./user-form.tsx').then((one) => one.EditUserForm));

/** What is being done with users. */
export type UserAct = { kind: 'new' } | { kind: 'edit' | 'password' | 'renew' | 'delete'; user: UserRow };

/** The dialog of what is being done, if anything is. `onDeleted`: for a page whose user is no more. */
export function UserDialogs({
  act,
  onAct,
  onDeleted,
}: {
  act: UserAct | undefined;
  onAct: (act: UserAct | undefined) => void;
  onDeleted?: () => void;
}) {
  const close = () => onAct(undefined);
  switch (act?.kind) {
    case undefined:
      return null;
    case 'new':
      return <NewUserForm onClose={close} />;
    case 'edit':
      return (
        <EditUserForm
          key={act.user.revision}
          user={act.user}
          onTheirs={(user) => onAct({ kind: 'edit', user })}
          onClose={close}
        />
      );
    case 'password':
      return <PasswordDialog user={act.user} onClose={close} />;
    case 'renew':
      return <RenewToken user={act.user} onClose={close} />;
    case 'delete':
      return <DeleteUser user={act.user} onClose={close} {...(onDeleted ? { onDeleted } : {})} />;
  }
}

function DeleteUser({
  user,
  onDeleted,
  onClose,
}: {
  user: UserRow;
  onDeleted?: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('users');
  const remove = useDeleteUser(user);
  return (
    <ConfirmByName
      what={user.name}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={(typed) =>
        remove.mutate(typed, {
          onSuccess: () => {
            showToast(t('deleted', { user: user.name }));
            onClose();
            onDeleted?.();
          },
        })
      }
      onClose={onClose}
    >
      <p className="m-0">{t('deleteWhat', { user: user.name })}</p>
    </ConfirmByName>
  );
}
