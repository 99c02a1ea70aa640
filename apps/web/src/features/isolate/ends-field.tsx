import { type RefObject, useId } from 'react';
import { useTimeZone, useTranslations } from 'use-intl/react';
import { useNow } from '../../lib/clock.ts';
import { Shape } from '../../ui/mark.tsx';
import { type Ends, endChoices, wallClock } from './ends.ts';

type EndsFieldProps = {
  ends: Ends;
  onChange: (ends: Ends) => void;
  /** Confirm was pressed without a time that can be. */
  missing: boolean;
  untilRef: RefObject<HTMLInputElement | null>;
};

/** Until when; "until" asks for a time in the person's own zone, which is named. */
export function EndsField({ ends, onChange, missing, untilRef }: EndsFieldProps) {
  const t = useTranslations('isolate');
  const id = useId();
  const timeZone = useTimeZone();
  const now = useNow();
  return (
    <>
      <span className="lab" id={id}>
        {t('ends')}
      </span>
      <div className="min-w-0">
        <div className="seg" role="radiogroup" aria-labelledby={id}>
          {endChoices.map((choice) => (
            <label key={choice} className={choice === 'h3' ? 'not-narrow' : undefined}>
              <input
                type="radio"
                name={id}
                checked={ends.choice === choice}
                onChange={() =>
                  onChange({ choice, until: choice === 'until' ? wallClock(now + 3_600_000, timeZone) : '' })
                }
              />
              {t(`ending.${choice}`)}
            </label>
          ))}
        </div>
        {ends.choice === 'until' ? (
          <div className="mt-2 flex flex-wrap items-center gap-2">
            <input
              ref={untilRef}
              type="datetime-local"
              className="input until"
              aria-label={t('until')}
              aria-invalid={missing || undefined}
              aria-describedby={missing ? `${id}-why` : undefined}
              value={ends.until}
              min={wallClock(now, timeZone)}
              onChange={(event) => onChange({ choice: 'until', until: event.target.value })}
            />
            {timeZone ? <span className="text-ink-3 text-xs">{t('zone', { zone: timeZone })}</span> : null}
          </div>
        ) : null}
        {missing ? (
          <div id={`${id}-why`} className="mark bad xs mt-1">
            <Shape tone="bad" size={12} />
            {t('untilMissing')}
          </div>
        ) : null}
      </div>
    </>
  );
}
