import type { UserRow } from '@cynosure/shared/console/access.ts';
import { lazy, Suspense } from 'react';
import { useTranslations } from 'use-intl/react';
import { ConfirmByName } from '../../ui/confirm-by-name.tsx';
import { showToast } from '../../ui/toast.tsx';
import { PasswordDialog } from './password-dialog.tsx';
import { RenewToken } from './renew-token.tsx';
import { useDeleteUser } from './use-users.ts';

const NewUserForm = lazy(() => import('./user-form.tsx').then((one) => ({ default: one.NewUserForm })));
const EditUserForm = lazy(() => import('./user-form.tsx').then((one) => ({ default: one.EditUserForm })));

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
      return (
        <Suspense>
          <NewUserForm onClose={close} />
        </Suspense>
      );
    case 'edit':
      return (
        <Suspense>
          <EditUserForm
            key={act.user.revision}
            user={act.user}
            onTheirs={(user) => onAct({ kind: 'edit', user })}
            onClose={close}
          />
        </Suspense>
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
