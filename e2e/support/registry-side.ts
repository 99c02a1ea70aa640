// The registry as everybody but the console sees it: scripts over HTTP, SDKs over a Discover stream.
import { CATALOGUE } from '../../apps/demo/src/catalogue.ts';
import { RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { ADMIN, type Cynosure } from './start-cynosure.ts';

const INSTANCE = 1;

/** One instance in the words of the contract. */
export interface Seen {
  readonly service: string;
  readonly host: string;
  readonly port: number;
  readonly healthy: boolean;
  readonly isolate: boolean;
}

/** The token that a script gets by logging in. */
export async function login(server: Cynosure): Promise<string> {
  const reply = await fetch(`${server.http}/core/v1/user/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ name: ADMIN.user, password: ADMIN.password }),
  });
  const { loginResponse } = (await reply.json()) as { loginResponse?: { token?: string } }; // checked below
  if (loginResponse?.token === undefined) throw new Error(`the login was answered with HTTP ${reply.status}`);
  return loginResponse.token;
}

/** GET of the registry's own API with that token; answers the JSON as it came. */
export async function getJson(
  server: Cynosure,
  token: string,
  path: string,
): Promise<Record<string, unknown>> {
  const reply = await fetch(server.http + path, { headers: { 'X-Polaris-Token': token } });
  return (await reply.json()) as Record<string, unknown>; // every answer of the contract is an object
}

/** The instances of a host as the list over HTTP has them. */
export async function overHttp(server: Cynosure, host: string): Promise<Seen[]> {
  const query = new URLSearchParams({ host, limit: '100' });
  const answer = await getJson(server, await login(server), `/naming/v1/instances?${query}`);
  return (answer.instances as Seen[]).map(seen).sort(byPlace); // a wrong shape fails the test that compares
}

/** The instances of a host as an SDK gets them: by asking for every service that could be there. */
export async function overDiscover(server: Cynosure, host: string): Promise<Seen[]> {
  const client = new RegistryClient(server.grpc);
  const stream = client.discover();
  try {
    const answers = await Promise.all(
      CATALOGUE.map(({ namespace, name }) => stream.ask({ type: INSTANCE, service: { namespace, name } })),
    );
    const there = answers.flatMap(({ instances }) => instances.filter((one) => one.host === host));
    return there
      .map(({ service = '', port = 0, healthy = false, isolate = false }) => ({
        service,
        host,
        port,
        healthy,
        isolate,
      }))
      .sort(byPlace);
  } finally {
    stream.end();
    client.close();
  }
}

const seen = ({ service, host, port, healthy, isolate }: Seen): Seen => ({
  service,
  host,
  port,
  healthy,
  isolate,
});
const byPlace = (a: Seen, b: Seen): number => a.port - b.port;
