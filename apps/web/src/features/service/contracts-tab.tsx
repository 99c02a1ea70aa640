import type { ContractRow } from '@cynosure/shared/console/contract.ts';
import type { Page } from '@cynosure/shared/console/page.ts';
import { pathOf } from '@cynosure/shared/console/path.ts';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { downloadText } from '../../lib/csv.ts';
import { http } from '../../lib/http.ts';
import { keys } from '../../lib/keys.ts';
import { Ago } from '../../lib/registry/moment.tsx';
import { useWhyNot } from '../../lib/registry/why-not.ts';
import { Button } from '../../ui/button.tsx';
import { ConfirmByName } from '../../ui/confirm-by-name.tsx';
import { Face } from '../../ui/face.tsx';
import { Mark } from '../../ui/mark.tsx';
import { ReadFace } from '../../ui/read-face.tsx';
import { showToast } from '../../ui/toast.tsx';
import { contractsCsv } from './contracts-csv.ts';
import { InterfaceTable } from './interface-table.tsx';

/** What each version of the service says that it offers. */
export function ContractsTab({ namespace, service }: { namespace: string; service: string }) {
  const t = useTranslations('service');
  const read = useQuery({
    queryKey: keys.contracts(namespace, service),
    queryFn: ({ signal }) =>
      http.get<Page<ContractRow>>(`${pathOf('services', namespace, service)}/contracts`, signal),
  });
  const [deleted, setDeleted] = useState<ContractRow>();
  const items = read.data?.value.items;
  if (read.error && items === undefined) {
    return <ReadFace error={read.error} what={t('tabs.contracts')} onRetry={() => void read.refetch()} />;
  }
  if (items?.length === 0) return <Face title={t('contractsEmptyTitle')}>{t('contractsEmpty')}</Face>;
  return (
    <div className="scroll" aria-busy={items === undefined || undefined}>
      <div className="tools">
        <span className="flex-1" />
        <Button
          icon="export"
          className="not-narrow"
          onClick={() => downloadText(`${service}-contracts.csv`, contractsCsv(items ?? []), 'text/csv')}
        >
          {t('exportAs', { format: 'CSV' })}
        </Button>
        <Button
          icon="export"
          className="not-narrow"
          onClick={() =>
            downloadText(`${service}-contracts.json`, JSON.stringify(items, null, 2), 'application/json')
          }
        >
          {t('exportAs', { format: 'JSON' })}
        </Button>
      </div>
      <div className="details">
        {items?.map((contract) => (
          <Contract key={contract.id} contract={contract} onDelete={() => setDeleted(contract)} />
        ))}
      </div>
      {deleted ? (
        <DeleteContract
          contract={deleted}
          namespace={namespace}
          service={service}
          onClose={() => setDeleted(undefined)}
        />
      ) : null}
    </div>
  );
}

function Contract({ contract, onDelete }: { contract: ContractRow; onDelete: () => void }) {
  const t = useTranslations('service');
  const whyNot = useWhyNot();
  const { version, status, protocol, type, interfaces, content } = contract;
  const name = version || t('noVersion');
  return (
    <section aria-label={t('contractVersion', { version: name })}>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="m-0">
          <bdi>{name}</bdi>
        </h2>
        <span title={t(status === 'online' ? 'onlineWhy' : 'offlineWhy')}>
          <Mark tone={status === 'online' ? 'good' : 'none'}>{t(status)}</Mark>
        </span>
        <bdi className="text-ink-3 text-xs">{[type, protocol].filter(Boolean).join(' · ')}</bdi>
        <span className="text-ink-3 text-xs">{t('interfaces', { n: interfaces.length })}</span>
        <span className="text-ink-3 text-xs">
          <Ago at={contract.changedAt} />
        </span>
        <span className="flex-1" />
        <Button
          look="quiet"
          small
          label={t('deleteContract', { version: name })}
          disabledWhy={whyNot(contract.may?.delete)}
          onClick={onDelete}
        >
          {t('delete')}
        </Button>
      </div>
      {interfaces.length > 0 ? <InterfaceTable interfaces={interfaces} version={name} /> : null}
      {content ? (
        <details className="mt-1">
          <summary className="text-ink-3 text-xs">{t('content')}</summary>
          <pre className="mono overflow-x-auto text-xs">{content}</pre>
        </details>
      ) : null}
    </section>
  );
}

function DeleteContract({
  contract,
  namespace,
  service,
  onClose,
}: {
  contract: ContractRow;
  namespace: string;
  service: string;
  onClose: () => void;
}) {
  const t = useTranslations('service');
  const queries = useQueryClient();
  const what = contract.version || service;
  const remove = useMutation({
    mutationFn: (typed: string) => http.delete(pathOf('contracts', contract.id), { typed }),
    onSuccess: () => {
      showToast(t('contractDeleted', { version: what }));
      onClose();
    },
    onSettled: () => queries.invalidateQueries({ queryKey: keys.contracts(namespace, service) }),
  });
  return (
    <ConfirmByName
      what={what}
      busy={remove.isPending}
      error={remove.error}
      onConfirm={(typed) => remove.mutate(typed)}
      onClose={onClose}
    >
      <p>{t('deleteContractWhat', { n: contract.interfaces.length })}</p>
      <ul className="mono max-h-40 overflow-y-auto text-xs">
        {contract.interfaces.map((one) => (
          <li key={one.id}>
            <bdi>{[one.method, one.path || one.type].filter(Boolean).join(' ')}</bdi>
          </li>
        ))}
      </ul>
    </ConfirmByName>
  );
}
