import type { RoleMatrix, Verb } from '@cynosure/shared/console/access.ts';
import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import { useTranslations } from 'use-intl/react';

const verbs = ['read', 'change', 'isolate', 'administer'] as const satisfies readonly Verb[];
const kinds = [...resourceKinds, 'server'] as const;

/** The kinds of things with which a role may do something of a verb. */
export const kindsWith = (matrix: RoleMatrix, verb: Verb) =>
  kinds.filter((kind) => matrix[kind]?.[verb] !== undefined);

/** What a role may do with what: a word in each field, since colour alone says nothing. */
export function MatrixTable({ matrix }: { matrix: RoleMatrix }) {
  const t = useTranslations('accessRoles');
  const parts = useTranslations('accessParts');
  return (
    <table className="plain text-xs" aria-label={t('matrix')}>
      <thead>
        <tr>
          <th scope="col">{t('with')}</th>
          {verbs.map((verb) => (
            <th key={verb} scope="col">
              {parts(`verb.${verb}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {kinds.map((kind) => (
          <tr key={kind}>
            <th scope="row">{parts(`kind.${kind}`)}</th>
            {verbs.map((verb) => {
              const much = matrix[kind]?.[verb];
              return (
                <td key={verb} className={much === undefined ? 'text-ink-3' : undefined}>
                  {t(`much.${much ?? 'nothing'}`)}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
