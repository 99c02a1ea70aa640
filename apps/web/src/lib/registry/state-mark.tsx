import type { InstanceRow } from '@cynosure/shared/console/instance.ts';
import type { InstanceState } from '@cynosure/shared/console/state.ts';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl/react';
import { Mark, Shape, type Tone } from '../../ui/mark.tsx';

/** Which shape and colour stands for which state of the registry. */
export const toneOf = {
  healthy: 'good',
  unhealthy: 'bad',
  isolated: 'out',
  unchecked: 'none',
} as const satisfies Record<InstanceState, Tone>;

/** A state in words, with its shape. States that this console does not know are shown as text. */
export function StateMark({ state, small }: { state: InstanceState; small?: ReactNode }) {
  const t = useTranslations('state');
  const tone = toneOf[state];
  return tone ? (
    <Mark tone={tone} small={small}>
      {t(state)}
    </Mark>
  ) : (
    <Mark tone="none" small={small}>
      {String(state)}
    </Mark>
  );
}

export const HealthMark = ({
  health,
  small,
}: {
  health: InstanceRow['health'] | undefined;
  small?: ReactNode;
}) => (health ? <StateMark state={health.state} small={small} /> : <Unknown />);

/** A number of instances in a state: shape and number, or a dash for none. */
export function StateCount({
  state,
  count,
  words,
}: {
  state: InstanceState;
  count: number | undefined;
  words?: string;
}) {
  if (count === undefined) return <Unknown />;
  if (count === 0) return <Dash />;
  return (
    <span className={`mark ${toneOf[state]}`}>
      <Shape tone={toneOf[state]} />
      {words ?? count}
    </span>
  );
}

/** Nothing there. */
export const Dash = ({ says }: { says?: string }) => (
  <>
    <span className="text-ink-3" aria-hidden={true}>
      –
    </span>
    {says ? <span className="sr-only">{says}</span> : null}
  </>
);

/** Not known, which is never the same as none. */
export function Unknown() {
  const t = useTranslations('face');
  return (
    <span className="text-ink-3" title={t('unknownValue')}>
      ?
    </span>
  );
}
