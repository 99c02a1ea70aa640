import type { EditRole, NewRole, RoleRow } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CommentField } from '../../../lib/registry/forms/comment-field.tsx';
import { SaveFailed } from '../../../lib/registry/forms/save-failed.tsx';
import { Gap } from '../../../ui/gap.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { groupsListQuery, usersListQuery, useWriteAccess } from '../parts/access-api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { NameField, nameFault } from '../parts/name-field.tsx';
import { PickList } from '../parts/pick-list.tsx';
import { MatrixTable } from './role-matrix.tsx';
import { useRoleComment, useRoleName } from './role-name.ts';

const draftOf = (role: RoleRow | undefined) => ({
  comment: role?.comment ?? '',
  users: (role?.users ?? []).map(({ id }) => id),
  groups: (role?.groups ?? []).map(({ id }) => id),
});

/** A new role, or who holds one and what it may do. Of a built-in role only its holders change. */
export function RoleForm({
  role: seen,
  onDelete,
  onClose,
}: {
  role: RoleRow | undefined;
  onDelete: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('accessRoles');
  const form = useTranslations('accessParts');
  const nameOf = useRoleName();
  const commentOf = useRoleComment();
  // The one that was opened: what is written must still be that.
  const [role, setRole] = useState(seen);
  const write = useWriteAccess<'roles', NewRole, EditRole>('roles', role);
  const users = useQuery(usersListQuery).data?.value.items ?? [];
  const groups = useQuery(groupsListQuery).data?.value.items ?? [];
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(draftOf(seen));
  const [tried, setTried] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const what = role ? nameOf(role) : name;
  const set = (to: Partial<typeof draft>) => setDraft({ ...draft, ...to });
  const isReadOnly = role !== undefined && role.may.edit !== true;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isReadOnly || write.isPending) return;
    if (!role && nameFault(name, 'account')) return nameInput.current?.focus();
    const { users: held, groups: through } = draft;
    const holders = { users: held, groups: through };
    const fields = role?.builtIn ? holders : { ...holders, comment: draft.comment.trim() };
    if (role && JSON.stringify({ ...draft, ...fields }) === JSON.stringify(draftOf(role))) return onClose();
    write.mutate(role ? fields : { ...fields, name: name.trim() }, {
      onSuccess: () => {
        showToast(form(role ? 'saved' : 'created', { name: what }));
        onClose();
      },
    });
  };
  return (
    <Dialog
      label={role ? form('edit', { name: what }) : t('new')}
      open
      onClose={onClose}
      {...(role ? {} : { initialFocus: nameInput })}
    >
      <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        {role ? null : (
          <NameField kind="account" value={name} onChange={setName} tried={tried} inputRef={nameInput} />
        )}
        <fieldset
          disabled={isReadOnly}
          className="m-0 grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3.5 border-0 p-0"
        >
          {role?.builtIn ? (
            <p className="m-0 text-ink-2">
              {commentOf(role)}
              <Gap />
              {t('builtInWhat')}
            </p>
          ) : (
            <CommentField value={draft.comment} onChange={(comment) => set({ comment })} />
          )}
          <PickList
            label={t('users')}
            choices={users
              .filter(({ kind }) => !(role?.builtIn && kind === 'main'))
              .map(({ id, name: called, comment }) => ({ id, name: called, more: comment }))}
            names={role?.users}
            chosen={draft.users}
            onChange={(chosen) => set({ users: chosen })}
            none={t('noUsers')}
          />
          <PickList
            label={t('groups')}
            choices={groups.map(({ id, name: called, comment }) => ({ id, name: called, more: comment }))}
            names={role?.groups}
            chosen={draft.groups}
            onChange={(chosen) => set({ groups: chosen })}
            none={t('noGroups')}
          />
        </fieldset>
        {role ? (
          <div>
            <MatrixTable matrix={role.matrix} />
            <p className="m-0 text-ink-3 text-xs">{t(role.builtIn ? 'matrixFixed' : 'matrixFromPolicies')}</p>
          </div>
        ) : (
          <p className="m-0 text-ink-3 text-xs">{t('newWhat')}</p>
        )}
        <SaveFailed<RoleRow>
          error={write.error}
          name={what}
          onTheirs={(current) => {
            setRole(current);
            setDraft(draftOf(current));
            write.reset();
          }}
        />
        <FormEnd row={role} busy={write.isPending} onDelete={onDelete} onClose={onClose} />
      </form>
    </Dialog>
  );
}
