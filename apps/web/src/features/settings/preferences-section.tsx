import { useId } from 'react';
import { useTranslations } from 'use-intl/react';
import { languages, setPreferences, usePreferences } from '../../lib/preferences.ts';

/** How this person likes the console to look; the same as in the menu of the account. */
export function PreferencesSection() {
  const t = useTranslations('settings');
  const shell = useTranslations('shell');
  const preferences = usePreferences();
  const local = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const orAuto = <Value extends string>(value: string) => (value === 'auto' ? undefined : (value as Value)); // One of the options.
  const zones = Intl.supportedValuesOf('timeZone');
  return (
    <div className="grid max-w-130 gap-4">
      <p className="m-0 text-ink-2">{t('preferencesWhat')}</p>
      <Choice
        label={shell('language')}
        value={preferences.language ?? 'auto'}
        options={(['auto', ...languages] as const).map((value) => [value, shell(`languages.${value}`)])}
        onChange={(value) => setPreferences({ language: orAuto(value) })}
      />
      <Choice
        label={shell('theme')}
        value={preferences.theme ?? 'auto'}
        options={(['auto', 'light', 'dark'] as const).map((value) => [value, shell(`themes.${value}`)])}
        onChange={(value) => setPreferences({ theme: orAuto(value) })}
      />
      <Choice
        label={shell('contrast')}
        value={preferences.contrast ?? 'auto'}
        options={(['auto', 'normal', 'more'] as const).map((value) => [value, shell(`contrasts.${value}`)])}
        onChange={(value) => setPreferences({ contrast: orAuto(value) })}
      />
      <Choice
        label={shell('density')}
        value={preferences.density ?? 'compact'}
        options={(['compact', 'comfortable'] as const).map((value) => [value, shell(`densities.${value}`)])}
        onChange={(value) => setPreferences({ density: orAuto(value) })}
      />
      <Choice
        label={shell('timeZone')}
        value={preferences.timeZone ?? 'auto'}
        options={[
          ['auto', shell('timeZoneAuto', { zone: local })],
          ['UTC', shell('timeZoneUtc')],
          ...zones.filter((zone) => zone !== 'UTC').map((zone) => [zone, zone] as const),
        ]}
        onChange={(value) => setPreferences({ timeZone: orAuto(value) })}
      />
      <label className="flex items-center gap-2">
        <input
          type="checkbox"
          role="switch"
          aria-checked={preferences.shortcuts ?? true}
          checked={preferences.shortcuts ?? true}
          onChange={(event) => setPreferences({ shortcuts: event.target.checked })}
        />
        {t('letters')}
      </label>
    </div>
  );
}

function Choice({
  label,
  value,
  options,
  onChange,
}: {
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onChange: (value: string) => void;
}) {
  const id = useId();
  return (
    <div>
      <label htmlFor={id} className="mb-1 block font-medium text-ink-2">
        {label}
      </label>
      <select id={id} className="input" value={value} onChange={(event) => onChange(event.target.value)}>
        {options.map(([one, words]) => (
          <option key={one} value={one}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}
