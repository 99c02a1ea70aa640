import type { ChangedToken, ChangeToken, GroupRow } from '@cynosure/shared/console/access.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { http } from '../../../lib/http.ts';
import { keys } from '../../../lib/keys.ts';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { Button } from '../../../ui/button.tsx';
import { CopyButton } from '../../../ui/copy-button.tsx';
import { detailsOf } from '../../../ui/read-face.tsx';

/** The token of a group: on, off, or a new one, which is shown this once. It takes effect at once. */
export function GroupToken({
  group,
  onChanged,
}: {
  group: GroupRow;
  /** Told the group as it is afterwards, with the revision that it has now. */
  onChanged: (group: GroupRow) => void;
}) {
  const t = useTranslations('accessGroups');
  const whyNot = useWhyNot();
  const words = useTranslations('action');
  const queries = useQueryClient();
  const [asks, setAsks] = useState(false);
  const change = useMutation({
    mutationFn: (what: ChangeToken['change']) =>
      http.post<ChangedToken>(`${pathOf('access', 'groups', group.id)}/token`, { change: what }),
    onSuccess: () =>
      http.get<GroupRow>(pathOf('access', 'groups', group.id)).then(
        ({ value }) => onChanged(value),
        // The token is changed all the same; saving the form then says that the group is another.
        () => undefined,
      ),
    onSettled: () => {
      setAsks(false);
      return queries.invalidateQueries({ queryKey: keys.allAccess });
    },
  });
  const isOn = change.data?.tokenEnabled ?? group.tokenEnabled;
  const why = whyNot(group.may.token);
  const secret = change.data?.secret;
  return (
    <fieldset className="m-0 grid min-w-0 gap-1.5 border-0 p-0">
      <legend className="mb-1 p-0 font-medium text-ink-2">{t('token')}</legend>
      {secret === undefined ? null : (
        <div className="grid gap-1.5">
          <span className="flex flex-wrap items-center gap-2">
            <code className="mono break-all">{secret}</code>
            <CopyButton text={secret} small>
              {words('copy')}
            </CopyButton>
          </span>
          <span role="status" className="text-ink-3 text-xs">
            {t('tokenOnce')}
          </span>
        </div>
      )}
      <div className="flex flex-wrap items-center gap-2">
        <span>{t(isOn ? 'tokenIsOn' : 'tokenIsOff')}</span>
        {asks ? (
          <>
            <span>{t('tokenRenewSure')}</span>
            <Button small look="danger" onClick={() => change.mutate('renew')}>
              {t('tokenRenewNow')}
            </Button>
            <Button small onClick={() => setAsks(false)}>
              {words('cancel')}
            </Button>
          </>
        ) : (
          <>
            <Button
              small
              disabledWhy={why}
              aria-busy={change.isPending || undefined}
              onClick={() => change.mutate(isOn ? 'off' : 'on')}
            >
              {t(isOn ? 'tokenOff' : 'tokenOn')}
            </Button>
            <Button icon="key" small disabledWhy={why} onClick={() => setAsks(true)}>
              {t('tokenRenew')}
            </Button>
          </>
        )}
      </div>
      <span className="text-ink-3 text-xs">{t('tokenWhat')}</span>
      {change.error ? (
        <span role="alert" className="text-unhealthy-ink">
          {t('tokenFailed')} <span className="mono text-xs">{detailsOf(change.error)}</span>
        </span>
      ) : null}
    </fieldset>
  );
}
