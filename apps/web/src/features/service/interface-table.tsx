import type { ContractInterface } from '@cynosure/shared/console/contract.ts';
import { useTranslations } from 'use-intl/react';

/** Interfaces of one version: there are few enough to be shown whole. */
export function InterfaceTable({
  interfaces,
  version,
}: {
  interfaces: readonly ContractInterface[];
  version: string;
}) {
  const t = useTranslations('service');
  return (
    <div className="overflow-x-auto">
      <table className="plain" aria-label={t('interfacesOf', { version })}>
        <thead>
          <tr>
            {(['method', 'path', 'type', 'source', 'inOut'] as const).map((name) => (
              <th key={name} scope="col">
                {t(name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {interfaces.map((one) => (
            <tr key={one.id}>
              <td className="mono">{one.method}</td>
              <td className="mono">
                <bdi>{one.path}</bdi>
              </td>
              <td>
                <bdi>{one.type}</bdi>
              </td>
              <td>{t(`sources.${one.source}`)}</td>
              <td className="mono text-xs">
                <bdi>{one.content}</bdi>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
