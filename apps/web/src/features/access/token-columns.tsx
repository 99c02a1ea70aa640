import type { TokenRow } from '@cynosure/shared/console/access.ts';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import type { Column } from '../../ui/data-table/column.ts';
import { Mark } from '../../ui/mark.tsx';

/** The columns of the list of tokens (console/spec.md §5). */
export function useTokenColumns(onRevoke: (token: TokenRow) => void): readonly Column<TokenRow>[] {
  const t = useTranslations('tokens');
  return useMemo(
    () => [
      { key: 'token', head: t('token'), width: 200, className: 'name', cell: (row) => <Name token={row} /> },
      {
        key: 'holder',
        head: t('holder'),
        width: 170,
        cell: ({ holder }) => (
          <>
            <bdi>{holder.name}</bdi>{' '}
            <span className="text-ink-3 text-xs">{t(`holderKind.${holder.kind}`)}</span>
          </>
        ),
      },
      { key: 'kind', head: t('kind'), width: 110, drop: 2, cell: ({ kind }) => t(`kinds.${kind}`) },
      {
        key: 'created',
        head: t('created'),
        width: 110,
        drop: 1,
        cell: (row) => <Ago at={row.createdAt} />,
      },
      { key: 'used', head: t('lastUsed'), width: 210, drop: 3, cell: (row) => <LastUsed token={row} /> },
      { key: 'ends', head: t('ends'), width: 130, cell: (row) => <Ends token={row} /> },
      {
        key: 'actions',
        head: t('revokeShort'),
        headHidden: true,
        width: 110,
        align: 'end',
        cell: (row) => <Revoke token={row} onRevoke={onRevoke} />,
      },
    ],
    [t, onRevoke],
  );
}

/** What a token is called in sentences: by its own name, or by whose it is. */
export function useTokenName(): (token: TokenRow) => string {
  const t = useTranslations('tokens');
  return ({ kind, name, holder }) => (kind === 'named' ? name : t('revokeOf', { holder: holder.name }));
}

function Name({ token }: { token: TokenRow }) {
  const t = useTranslations('tokens');
  return (
    <>
      <bdi>{token.name}</bdi>
      {token.enabled ? null : (
        <span className="ml-2 font-normal">
          <Mark tone="none">{t('off')}</Mark>
        </span>
      )}
    </>
  );
}

function LastUsed({ token: { lastUsedAt, lastUsedFrom } }: { token: TokenRow }) {
  const t = useTranslations('tokens');
  if (lastUsedAt === null) return <span className="text-ink-3">{t('never')}</span>;
  return (
    <>
      <Ago at={lastUsedAt} />{' '}
      {lastUsedFrom ? (
        <bdi className="text-ink-3 text-xs">{t('usedFrom', { address: lastUsedFrom })}</bdi>
      ) : null}
    </>
  );
}

function Ends({ token: { endsAt } }: { token: TokenRow }) {
  const t = useTranslations('tokens');
  const format = useFormat();
  const now = useNow();
  if (endsAt === null) return <span className="text-ink-3">{t('untilRevoked')}</span>;
  if (endsAt <= now) return <Mark tone="none">{t('over')}</Mark>;
  return (
    <time dateTime={new Date(endsAt).toISOString()} title={format.exact(endsAt)}>
      {format.left(endsAt - now)}
    </time>
  );
}

function Revoke({ token, onRevoke }: { token: TokenRow; onRevoke: (token: TokenRow) => void }) {
  const t = useTranslations('tokens');
  const whyNot = useWhyNot();
  const nameOf = useTokenName();
  return (
    <Button
      small
      look="quiet"
      tabIndex={-1}
      label={t('revoke', { token: nameOf(token) })}
      disabledWhy={whyNot(token.may.revoke)}
      onClick={() => onRevoke(token)}
    >
      {t('revokeShort')}
    </Button>
  );
}

/** A token on a narrow screen. */
export function TokenCard({ token, onRevoke }: { token: TokenRow; onRevoke: (token: TokenRow) => void }) {
  const t = useTranslations('tokens');
  return (
    <>
      <b className="truncate">
        <Name token={token} />
      </b>
      <Revoke token={token} onRevoke={onRevoke} />
      <span className="truncate text-ink-3 text-xs">
        <bdi>{token.holder.name}</bdi> · {t(`kinds.${token.kind}`)}
      </span>
      <span className="text-ink-3 text-xs">
        <Ends token={token} />
      </span>
    </>
  );
}
