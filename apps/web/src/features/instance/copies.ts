import type { Instance } from '@cynosure/shared/console/instance.ts';

/** The instance as people hand it on: without what only the console makes of it. */
export function asJson(instance: Instance): string {
  const { may: _may, beats: _beats, uptake: _uptake, ...rest } = instance;
  return JSON.stringify(rest, null, 2);
}

/** Asks the registry's own API for the instance; `api` is the URL of its door, the token the reader's. */
export function asCurl({ namespace, service, host, port }: Instance, api: string): string {
  const query = new URLSearchParams({ namespace, service, host, port: String(port) });
  return `curl -sS -H "X-Polaris-Token: $TOKEN" '${api}/naming/v1/instances?${query}'`;
}
