import type { Instance } from '@cynosure/shared/console/instance.ts';

/** The instance as people hand it on: without what only the console makes of it. */
export function asJson(instance: Instance): string {
  const { may: _may, beats: _beats, uptake: _uptake, ...rest } = instance;
  return JSON.stringify(rest, null, 2);
}

/** Asks the registry's own API for the instance; the port is the usual one, the token the reader's. */
export function asCurl({ namespace, service, host, port }: Instance, server: string): string {
  const query = new URLSearchParams({ namespace, service, host, port: String(port) });
  const name = server.includes(':') && !server.startsWith('[') ? `[${server}]` : server;
  return `curl -sS -H "X-Polaris-Token: $TOKEN" 'http://${name}:8090/naming/v1/instances?${query}'`;
}
