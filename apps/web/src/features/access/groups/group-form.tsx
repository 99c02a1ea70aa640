import type { EditGroup, GroupRow, NewGroup } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { CommentField } from '../../../lib/registry/forms/comment-field.tsx';
import { SaveFailed } from '../../../lib/registry/forms/save-failed.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { showToast } from '../../../ui/toast.tsx';
import { usersListQuery, useWriteAccess } from '../parts/access-api.ts';
import { FormEnd } from '../parts/form-end.tsx';
import { NameField, nameFault } from '../parts/name-field.tsx';
import { PickList } from '../parts/pick-list.tsx';
import { RoleFields } from '../parts/role-fields.tsx';
import { GroupToken } from './group-token.tsx';

const draftOf = (group: GroupRow | undefined) => ({
  comment: group?.comment ?? '',
  users: (group?.users ?? []).map(({ id }) => id),
  role: group?.role ?? null,
  namespaceRoles: group?.namespaceRoles ?? [],
});

/** A new group, or members, roles and comment of one. Its name never changes. */
export function GroupForm({
  group: seen,
  onDelete,
  onClose,
}: {
  group: GroupRow | undefined;
  onDelete: () => void;
  onClose: () => void;
}) {
  const t = useTranslations('accessGroups');
  const form = useTranslations('accessParts');
  // The one that was opened: what is written must still be that.
  const [group, setGroup] = useState(seen);
  const write = useWriteAccess<'groups', NewGroup, EditGroup>('groups', group);
  const users = useQuery(usersListQuery).data?.value.items ?? [];
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(draftOf(seen));
  const [tried, setTried] = useState(false);
  const nameInput = useRef<HTMLInputElement>(null);
  const what = group?.name ?? name;
  const set = (to: Partial<typeof draft>) => setDraft({ ...draft, ...to });
  const isReadOnly = group !== undefined && group.may.edit !== true;

  // One's own change of the token is no conflict, as long as nothing else was changed with it.
  const afterToken = (now: GroupRow) => {
    if (JSON.stringify(draftOf(now)) === JSON.stringify(draftOf(group))) setGroup(now);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (isReadOnly || write.isPending) return;
    if (!group && nameFault(name, 'free')) return nameInput.current?.focus();
    const fields = { ...draft, comment: draft.comment.trim() };
    if (group && JSON.stringify(fields) === JSON.stringify(draftOf(group))) return onClose();
    write.mutate(group ? fields : { ...fields, name: name.trim() }, {
      onSuccess: () => {
        showToast(form(group ? 'saved' : 'created', { name: what }));
        onClose();
      },
    });
  };
  return (
    <Dialog
      label={group ? form('edit', { name: what }) : t('new')}
      open
      onClose={onClose}
      {...(group ? {} : { initialFocus: nameInput })}
    >
      <form onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-3.5">
        {group ? null : (
          <NameField kind="free" value={name} onChange={setName} tried={tried} inputRef={nameInput} />
        )}
        <fieldset
          disabled={isReadOnly}
          className="m-0 grid min-w-0 grid-cols-[minmax(0,1fr)] gap-3.5 border-0 p-0"
        >
          <CommentField value={draft.comment} onChange={(comment) => set({ comment })} />
          <PickList
            label={t('members')}
            choices={users.map(({ id, name: called, comment }) => ({ id, name: called, more: comment }))}
            names={group?.users}
            chosen={draft.users}
            onChange={(chosen) => set({ users: chosen })}
            none={t('noUsers')}
          />
          <RoleFields role={draft.role} namespaceRoles={draft.namespaceRoles} onChange={set} />
        </fieldset>
        {group ? <GroupToken group={seen ?? group} onChanged={afterToken} /> : null}
        <SaveFailed<GroupRow>
          error={write.error}
          name={what}
          onTheirs={(current) => {
            setGroup(current);
            setDraft(draftOf(current));
            write.reset();
          }}
        />
        <FormEnd row={group} busy={write.isPending} onDelete={onDelete} onClose={onClose} />
      </form>
    </Dialog>
  );
}
