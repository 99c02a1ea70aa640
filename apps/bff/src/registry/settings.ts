import { type Defaults, isolationLengths, type SharedSettings } from '@cynosure/shared/console/settings.ts';
import type { RegistryState } from './state.ts';

/** Key of the record (kind `setting`). */
export const CONSOLE_SETTINGS = 'console';

const USUAL: Defaults = {
  timeZone: null,
  isolationSeconds: null,
  extendSeconds: 1800,
  links: { service: '', host: '', instance: '' },
};

/** What is set for everybody; what nobody has set is `started`, or as usual. Read with care: another version may have written it. */
export function settingsOf(
  { kept: { setting } }: RegistryState,
  started: SharedSettings['environment'],
): SharedSettings {
  const { environment, timeZone, isolationSeconds, extendSeconds, links } =
    setting.get(CONSOLE_SETTINGS) ?? {};
  const { name, production } = members(environment);
  const { service, host, instance } = members(links);
  return {
    environment:
      typeof name === 'string' && typeof production === 'boolean' ? { name, production } : { ...started },
    timeZone: typeof timeZone === 'string' ? timeZone : USUAL.timeZone,
    isolationSeconds: lengthIn(isolationSeconds) ?? USUAL.isolationSeconds,
    extendSeconds: lengthIn(extendSeconds) ?? USUAL.extendSeconds,
    links: { service: textIn(service), host: textIn(host), instance: textIn(instance) },
  };
}

const members = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
const textIn = (value: unknown): string => (typeof value === 'string' ? value : '');
const lengthIn = (value: unknown): number | undefined => isolationLengths.find((one) => one === value);
