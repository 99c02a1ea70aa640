import type { PreviewService } from '@cynosure/shared/console/preview.ts';
import { createContext, type ReactNode, use, useId } from 'react';
import { Link } from 'react-router';
import { useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { useFormat } from '../../lib/format.ts';
import { useJoined } from '../../lib/registry/joined.tsx';
import { links } from '../../lib/registry/links.ts';
import { Shape } from '../../ui/mark.tsx';
import type { Answer } from './plan.ts';

type GuardBoxProps = {
  service: PreviewService;
  answer?: Answer | undefined;
  /** Absent: there is no choice, the service is left in traffic. */
  onAnswer?: (answer: Answer) => void;
  /** Pressed confirm without having typed the name. */
  missing?: boolean;
  /** Of the field for the name, by which the sheet finds what is missing. */
  inputId?: string;
};

/** What the two answers are called: of isolating by itself, of what else is done to many in their sheets. */
const GuardKind = createContext<'isolate' | 'change'>('isolate');
export const ChangeGuards = ({ children }: { children: ReactNode }) => (
  <GuardKind value="change">{children}</GuardKind>
);

export const useGuardKind = () => use(GuardKind);

function useGuardWords(service: string): { leave: string; override: string } {
  const t = useTranslations('isolate');
  return use(GuardKind) === 'isolate'
    ? { leave: t('leave', { service }), override: t('override') }
    : { leave: t('leaveUnchanged', { service }), override: t('changeAnyway') };
}

/** A service that would have nothing healthy left: what that means, and the choice between leaving and isolating it. */
export function GuardBox({ service, answer, onAnswer, missing, inputId }: GuardBoxProps) {
  const t = useTranslations('isolate');
  const group = useId();
  const overrides = answer?.decision === 'override';
  const name = service.service;
  const words = useGuardWords(name);
  const cause = service.causes.find((one) => one.kind === 'noneHealthy');
  const weightless = service.causes.some((one) => one.kind === 'noWeight');
  const title = weightless
    ? t('guardNoWeight', { service: name })
    : cause?.fallback === 'noInstance'
      ? t('guardNoInstance', { service: name })
      : t('guardNone', { service: name, total: service.now.total });
  return (
    <section className="guard" aria-label={title}>
      <div className="say">
        <Shape tone="bad" size={16} />
        <div>
          <div className="font-semibold text-unhealthy-ink">{title}</div>
          <div className="text-ink-2">
            <Others service={service} />{' '}
            {weightless
              ? t('guardNoRequests', { clients: service.clients })
              : cause?.fallback === 'noInstance'
                ? t('guardCallsFail', { clients: service.clients })
                : t('guardFallBack', { clients: service.clients })}
          </div>
        </div>
      </div>
      {onAnswer ? (
        <div className="choice" role="radiogroup" aria-label={t('guard', { service: name })}>
          <label>
            <input
              type="radio"
              className="radio"
              name={group}
              checked={!overrides}
              onChange={() => onAnswer({ decision: 'leave' })}
            />
            {words.leave}
          </label>
          <label>
            <input
              type="radio"
              className="radio"
              name={group}
              checked={overrides}
              onChange={() => onAnswer({ decision: 'override', typed: '' })}
            />
            {words.override}
          </label>
        </div>
      ) : (
        <div className="choice">{t('leftByGuard')}</div>
      )}
      {overrides && onAnswer ? (
        <div className="typed">
          <label htmlFor={inputId} className="text-ink-2">
            {t.rich('typeName', { name: () => <b className="font-semibold text-ink">{name}</b> })}
          </label>
          <input
            id={inputId}
            className="input mt-1"
            aria-label={t('typeNameLabel', { service: name })}
            aria-invalid={missing || undefined}
            aria-describedby={missing ? `${inputId}-why` : undefined}
            autoComplete="off"
            autoCapitalize="off"
            spellCheck={false}
            value={answer.typed}
            onChange={(event) => onAnswer({ decision: 'override', typed: event.target.value })}
          />
          {missing ? (
            <div id={`${inputId}-why`} className="mark bad xs mt-1">
              <Shape tone="bad" size={12} />
              {t('typeNameMissing', { service: name })}
            </div>
          ) : null}
        </div>
      ) : null}
    </section>
  );
}

/** Who the others are and since when they are no help, each a link to its host. */
function Others({ service }: { service: PreviewService }): ReactNode {
  const t = useTranslations('isolate');
  const format = useFormat();
  const now = useNow();
  const joined = useJoined();
  const { others } = service;
  if (others.length === 0) return null;
  const all = service.after.unhealthy + service.after.unchecked;
  const latest = Math.max(...others.map((other) => other.sinceAt));
  const hosts = () =>
    joined(
      others.map((other) => (
        <Link key={`${other.host}:${other.port}`} className="link" to={links.host(other.host)}>
          <bdi>{other.host}</bdi>
        </Link>
      )),
    );
  const span = format.span(now - latest);
  return all > others.length
    ? t.rich('guardSomeOthers', { n: all, span, hosts })
    : t.rich('guardOthers', { n: others.length, span, hosts });
}
