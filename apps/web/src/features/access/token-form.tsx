import type { CreatedToken, NewToken, SignedInUser } from '@cynosure/shared/console/access.ts';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { serverNow } from '../../lib/clock.ts';
import { http } from '../../lib/http.ts';
import { useWrite } from '../../lib/use-write.ts';
import { Button } from '../../ui/button.tsx';
import { FormField } from '../../ui/form-field.tsx';
import { Dialog } from '../../ui/modal.tsx';
import { groupsListQuery, usersListQuery } from './parts/access-api.ts';
import { SecretOnce } from './secret-once.tsx';
import { type Ending, endings, endsAtOf } from './token-end.ts';
import { useAccountsChanged } from './use-users.ts';
import { WriteState } from './write-state.tsx';

const LONGEST_NAME = 128;

/** A token with a name, for oneself or, by owners, for anybody; shown once when it is made. */
export function NewTokenForm({ self, onClose }: { self: SignedInUser; onClose: () => void }) {
  const t = useTranslations('tokens');
  const form = useTranslations('form');
  const words = useTranslations('action');
  const changed = useAccountsChanged();
  const { writing, busy, run } = useWrite();
  const [name, setName] = useState('');
  const [holder, setHolder] = useState(`user:${self.id}`);
  const [ending, setEnding] = useState<Ending>('quarter');
  const [day, setDay] = useState('');
  const [tried, setTried] = useState(false);
  const [made, setMade] = useState<CreatedToken>();
  const nameInput = useRef<HTMLInputElement>(null);
  const dayInput = useRef<HTMLInputElement>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const endsAt = endsAtOf(ending, day, serverNow());
    if (name.trim() === '') return nameInput.current?.focus();
    if (endsAt === undefined) return dayInput.current?.focus();
    if (busy) return;
    const body: NewToken = { name: name.trim(), holder: holderOf(holder), endsAt };
    const got = await run((idempotencyKey) =>
      http.post<CreatedToken>('/access/tokens', body, { idempotencyKey }),
    );
    if ('answer' in got) setMade(got.answer);
    changed();
  };
  const badDay = tried && ending === 'own' && endsAtOf(ending, day, serverNow()) === undefined;
  if (made) {
    return (
      <Dialog label={t('secretTitle', { token: made.token.name })} open staysOpen onClose={onClose}>
        <SecretOnce secret={made.secret} onDone={onClose} />
      </Dialog>
    );
  }
  return (
    <Dialog label={t('new')} open onClose={onClose} initialFocus={nameInput}>
      <form onSubmit={(event) => void submit(event)} noValidate className="grid gap-3.5">
        <p className="m-0 text-ink-2">{t('newWhat')}</p>
        <FormField
          label={t('name')}
          rule={t('nameRule')}
          fault={tried && name.trim() === '' ? form('missing', { what: t('name') }) : undefined}
        >
          {(of) => (
            <input
              {...of}
              ref={nameInput}
              className="input"
              autoComplete="off"
              maxLength={LONGEST_NAME}
              value={name}
              onChange={(event) => setName(event.target.value)}
            />
          )}
        </FormField>
        <HolderField self={self} value={holder} onChange={setHolder} />
        <FormField label={t('end')}>
          {(of) => (
            <select
              {...of}
              className="input"
              value={ending}
              onChange={({ target }) => setEnding(endings.find((one) => one === target.value) ?? 'none')}
            >
              {endings.map((one) => (
                <option key={one} value={one}>
                  {t(`ending.${one}`)}
                </option>
              ))}
            </select>
          )}
        </FormField>
        {ending === 'own' ? (
          <FormField label={t('endDay')} fault={badDay ? t('endDayBad') : undefined}>
            {(of) => (
              <input
                {...of}
                ref={dayInput}
                type="date"
                className="input"
                value={day}
                onChange={(event) => setDay(event.target.value)}
              />
            )}
          </FormField>
        ) : null}
        <WriteState writing={writing} name={name} />
        <div className="flex gap-2 pt-1">
          <Button type="submit" look="primary" aria-busy={busy || undefined}>
            {form('create')}
          </Button>
          <Button onClick={onClose}>{words('cancel')}</Button>
        </div>
      </form>
    </Dialog>
  );
}

/** Who the token is for. Only owners may make one for somebody else. */
function HolderField({
  self,
  value,
  onChange,
}: {
  self: SignedInUser;
  value: string;
  onChange: (value: string) => void;
}) {
  const t = useTranslations('tokens');
  const enabled = self.role === 'owner';
  const users = useQuery({ ...usersListQuery, enabled }).data?.value.items;
  const groups = useQuery({ ...groupsListQuery, enabled }).data?.value.items;
  const others = (users ?? []).filter(({ id }) => id !== self.id);
  return (
    <FormField label={t('holder')}>
      {(of) => (
        <select {...of} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
          <option value={`user:${self.id}`}>{self.name}</option>
          {others.map(({ id, name }) => (
            <option key={id} value={`user:${id}`}>
              {name}
            </option>
          ))}
          {groups && groups.length > 0 ? (
            <optgroup label={t('holderKind.group')}>
              {groups.map(({ id, name }) => (
                <option key={id} value={`group:${id}`}>
                  {name}
                </option>
              ))}
            </optgroup>
          ) : null}
        </select>
      )}
    </FormField>
  );
}

/** What a choice stands for: the kind, a colon, the id. */
function holderOf(value: string): NewToken['holder'] {
  const kind = value.startsWith('group:') ? 'group' : 'user';
  return { kind, id: value.slice(kind.length + 1) };
}
