import type { SettingsParts } from '../console/routes/settings.ts';

/** A server that says nothing of itself. */
export const aServer: SettingsParts = {
  started: { name: 'Testing', production: false },
  server: () => ({}),
};
