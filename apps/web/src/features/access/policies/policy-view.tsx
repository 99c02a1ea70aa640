import type { PolicyRow } from '@cynosure/shared/console/access.ts';
import { resourceKinds } from '@cynosure/shared/console/resource.ts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { useWhyNot } from '../../../lib/registry/why-not.ts';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/modal.tsx';
import { useRoleName } from '../roles/role-name.ts';
import { useLabelWords } from './label-words.ts';
import { isEveryFunction } from './policy-draft.ts';
import { thingName } from './thing-name.ts';

/** A policy that cannot be changed here: what it says, and why. */
export function PolicyView({ policy, onClose }: { policy: PolicyRow; onClose: () => void }) {
  const t = useTranslations('accessPolicies');
  const whyNot = useWhyNot();
  const parts = useTranslations('accessParts');
  const field = useTranslations('field');
  const words = useTranslations('action');
  const roleName = useRoleName();
  const labelWords = useLabelWords();
  const who = [
    ...policy.users,
    ...policy.groups,
    ...policy.roles.map((role) => ({ ...role, name: roleName(role) })),
  ];
  return (
    <Dialog label={policy.name} open onClose={onClose}>
      <p className="m-0 mb-3 text-ink-2">
        {policy.isDefault ? t('defaultWhat') : (whyNot(policy.may.edit) ?? t('noneWhat'))}
      </p>
      <dl className="fields">
        <Fact name={t('effect')}>{t(`effects.${policy.effect}`)}</Fact>
        <Fact name={t('step.who')}>
          {who.length === 0 ? t('nobody') : <Names of={who.map(({ name }) => name)} />}
        </Fact>
        {resourceKinds.map((kind) => {
          const named = policy.resources[kind];
          if (!named) return null;
          return (
            <Fact key={kind} name={parts(`kind.${kind}`)}>
              <Names of={named.map((one) => thingName(one) ?? t('how.all'))} />
            </Fact>
          );
        })}
        {policy.labels.length > 0 ? (
          <Fact name={field('labels')}>
            <Names of={policy.labels.map(labelWords)} />
          </Fact>
        ) : null}
        <Fact name={t('functions')}>
          {isEveryFunction(policy.functions) ? t('functionsAll') : <Names of={policy.functions} />}
        </Fact>
        {policy.comment ? (
          <Fact name={field('comment')}>
            <bdi>{policy.comment}</bdi>
          </Fact>
        ) : null}
      </dl>
      <div className="mt-4 flex gap-2">
        <Button onClick={onClose}>{words('close')}</Button>
      </div>
    </Dialog>
  );
}

const Fact = ({ name, children }: { name: string; children: ReactNode }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const Names = ({ of }: { of: readonly string[] }) =>
  of.map((name) => (
    <bdi key={name} className="tag m-0!">
      {name}
    </bdi>
  ));
