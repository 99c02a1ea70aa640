import { type RefObject, useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { Shape } from '../../ui/mark.tsx';

const LONGEST_REASON = 256;
const LONGEST_TICKET = 64;
const CHIP = 28;

type ReasonFieldProps = {
  reason: string;
  /** Absent: there is no field for one, and the reason may stay empty. */
  ticket?: string;
  recent: readonly string[];
  /** What is wrong with the reason, once confirm was pressed. */
  problem: string | undefined;
  inputRef: RefObject<HTMLInputElement | null>;
  onReason: (reason: string) => void;
  onTicket?: (ticket: string) => void;
};

/** Why, for those who come later; the last reasons of anyone are a press away. */
export function ReasonField({
  reason,
  ticket,
  recent,
  problem,
  inputRef,
  onReason,
  onTicket,
}: ReasonFieldProps) {
  const t = useTranslations('isolate');
  const id = useId();
  return (
    <>
      <label htmlFor={id}>{t('reason')}</label>
      <div className="min-w-0">
        <div className="flex gap-2">
          <input
            ref={inputRef}
            id={id}
            className="input min-w-0 flex-1"
            value={reason}
            maxLength={LONGEST_REASON}
            placeholder={t('reasonHint')}
            aria-required={ticket !== undefined || undefined}
            aria-invalid={problem !== undefined || undefined}
            aria-describedby={problem ? `${id}-why` : undefined}
            autoComplete="off"
            onChange={(event) => onReason(event.target.value)}
          />
          {ticket === undefined ? null : (
            <input
              className="input ticket"
              value={ticket}
              maxLength={LONGEST_TICKET}
              placeholder={t('ticket')}
              aria-label={t('ticket')}
              autoComplete="off"
              spellCheck={false}
              onChange={(event) => onTicket?.(event.target.value)}
            />
          )}
        </div>
        {problem ? (
          <div id={`${id}-why`} className="mark bad xs mt-1">
            <Shape tone="bad" size={12} />
            {problem}
          </div>
        ) : null}
        {recent.length > 0 ? (
          <div className="recent">
            <span className="text-ink-3 text-xs">{t('recent')}</span>
            {recent.map((one) => (
              <button key={one} type="button" title={one} onClick={() => onReason(one)}>
                <bdi>{one.length > CHIP ? `${one.slice(0, CHIP - 1)}…` : one}</bdi>
              </button>
            ))}
          </div>
        ) : null}
      </div>
    </>
  );
}
