import type { Random } from '../../apps/demo/src/random.ts';
import { RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { getJson } from '../support/registry-side.ts';
import type { Cynosure } from '../support/start-cynosure.ts';
import type { History } from './history.ts';

const NAMESPACE = 'kill';
export const SERVICES: readonly string[] = Array.from({ length: 8 }, (_, index) => `load-${index}`);
const CONNECTIONS = 8;
/** Instances of one writer: few enough that registrations, replacements and deregistrations mix. */
const INSTANCES_OF_WRITER = 40;
const SUCCESS = 200000;
const NO_CHANGE = 200002;
const INSTANCE = 1;
/** Hosts that are isolated and put back as a whole: so many instances change in one write, or none. */
const WHOLE_HOSTS: readonly string[] = Array.from({ length: 4 }, (_, index) => `10.8.0.${index + 1}`);
const INSTANCES_OF_HOST = 20;
const WHOLE_SERVICE = 'load-0';
/** The same with one request of several entries, which change more instances than a commit takes of many requests. */
const WIDE_HOST = '10.8.1.1';
const WIDE_SERVICES: readonly string[] = Array.from({ length: 12 }, (_, index) => `wide-${index}`);
const INSTANCES_OF_WIDE_SERVICE = 100;

export interface WritersOptions {
  readonly server: Cynosure;
  /** Of somebody who may isolate. */
  readonly token: string;
  readonly history: History;
  /** How many write at once, those that isolate hosts among them. */
  readonly count: number;
  /** Which round this is: part of every version, so that none is written twice. */
  readonly round: number;
  readonly random: Random;
}

export interface Writers {
  /** Resolves when the load has truly begun. */
  readonly firstAcknowledgement: Promise<void>;
  /** Lets each finish or give up the call it waits for; throws when a write was refused rather than cut off. */
  stop(): Promise<void>;
}

/** Registers the hosts that will be isolated as a whole. */
export async function registerWholeHosts(server: Cynosure): Promise<void> {
  const client = new RegistryClient(server.grpc, { ownConnection: true });
  const register = (count: number, service: string, host: string) =>
    Array.from({ length: count }, (_, index) =>
      client.register({ namespace: NAMESPACE, service, host, port: 9000 + index }),
    );
  const answers = await Promise.all([
    ...WHOLE_HOSTS.flatMap((host) => register(INSTANCES_OF_HOST, WHOLE_SERVICE, host)),
    ...WIDE_SERVICES.flatMap((service) => register(INSTANCES_OF_WIDE_SERVICE, service, WIDE_HOST)),
  ]);
  client.close();
  if (answers.some(({ code }) => code !== SUCCESS)) throw new Error('the hosts could not be registered');
}

/**
 * So many clients that write one call after the other until stopped: some isolate a host of their own and put it back,
 * the others register and deregister instances of their own.
 */
export function startWriters({ server, token, history, count, round, random }: WritersOptions): Writers {
  const clients = Array.from(
    { length: CONNECTIONS },
    () => new RegistryClient(server.grpc, { ownConnection: true }),
  );
  let running = true;
  let refusal: unknown;
  const first = Promise.withResolvers<void>();
  const work = async (writer: number): Promise<void> => {
    const client = clients[writer % CONNECTIONS]!; // within the list
    for (let step = 0; running; step += 1) {
      const service = SERVICES[writer % SERVICES.length]!; // within the list
      const host = `10.7.${writer}.${random.between(1, INSTANCES_OF_WRITER)}`;
      const version = random.next() < 0.3 ? null : `${round}.${writer}.${step}`;
      const asked = history.ask(`${service} ${host}`, version);
      const address = { namespace: NAMESPACE, service, host, port: 8080 };
      try {
        const call = version === null ? client.deregister(address) : client.register({ ...address, version });
        const { code, info } = await call;
        if (code !== SUCCESS) throw new Error(`a write was answered with ${code} ${info}`);
        asked.acknowledge();
        first.resolve();
      } catch (error) {
        if (running && !isGone(error)) {
          refusal ??= error;
          first.reject(error);
        }
        return;
      }
    }
  };
  const isolate = async (host: string, services: readonly string[]): Promise<void> => {
    for (let isolated = random.next() < 0.5; running; isolated = !isolated) {
      const asked = history.ask(wholeKey(host), isolated ? ISOLATED : IN_TRAFFIC);
      const code = await putIsolation(server, token, host, services, isolated);
      if (code === null) return;
      if (code === SUCCESS || code === NO_CHANGE) asked.acknowledge();
      else refusal ??= new Error(`isolating was answered with ${code}`);
    }
  };
  const working = Promise.all([
    ...WHOLE_HOSTS.map((host) => isolate(host, [WHOLE_SERVICE])),
    isolate(WIDE_HOST, WIDE_SERVICES),
    ...Array.from({ length: count - WHOLE_HOSTS.length - 1 }, (_, writer) => work(writer)),
  ]);
  return {
    firstAcknowledgement: first.promise,
    stop: async () => {
      running = false;
      for (const one of clients) one.close();
      await working;
      if (refusal !== undefined) throw refusal;
    },
  };
}

/** Status UNAVAILABLE or CANCELLED: the server is gone, or we are. */
const isGone = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && (error.code === 14 || error.code === 1);

const ISOLATED = 'isolated';
const IN_TRAFFIC = 'in traffic';
const wholeKey = (host: string): string => `host ${host}`;

/** The code of the answer, or null when none came because the server is gone. */
async function putIsolation(
  server: Cynosure,
  token: string,
  host: string,
  services: readonly string[],
  isolate: boolean,
): Promise<unknown> {
  try {
    const reply = await fetch(`${server.http}/naming/v1/instances/isolate/host`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/json', 'X-Polaris-Token': token },
      body: JSON.stringify(services.map((service) => ({ namespace: NAMESPACE, service, host, isolate }))),
    });
    return ((await reply.json()) as { code?: unknown }).code; // any other answer fails the comparison
  } catch {
    return null;
  }
}

type Found = readonly { readonly isolate?: boolean | undefined }[];

/** What became of a host of so many instances that is only ever written as a whole. */
function wholeState(instances: Found, size: number): string {
  const isolated = instances.filter((one) => one.isolate).length;
  if (instances.length === size && isolated === 0) return IN_TRAFFIC;
  if (isolated === size) return ISOLATED;
  return `half: ${isolated} isolated of ${instances.length}`;
}

/**
 * Everything that the server lists: "service host" → version, and "host …" → whether it is isolated as a whole. As
 * clients see it, checked against the count over HTTP.
 */
export async function listed(server: Cynosure, token: string): Promise<Map<string, string>> {
  const client = new RegistryClient(server.grpc, { ownConnection: true });
  const stream = client.discover();
  try {
    const found = new Map<string, string>();
    for (const name of SERVICES) {
      const { instances } = await stream.ask({ type: INSTANCE, service: { namespace: NAMESPACE, name } });
      for (const one of instances) {
        if (!WHOLE_HOSTS.includes(one.host ?? '')) found.set(`${name} ${one.host}`, one.version ?? '');
      }
      if (name === WHOLE_SERVICE) {
        for (const host of WHOLE_HOSTS) {
          const onHost = instances.filter((one) => one.host === host);
          found.set(wholeKey(host), wholeState(onHost, INSTANCES_OF_HOST));
        }
      }
      const overHttp = await amountOverHttp(server, token, name);
      if (overHttp !== instances.length) {
        throw new Error(`${name}: Discover lists ${instances.length} instances, HTTP counts ${overHttp}`);
      }
    }
    const wide = [];
    for (const name of WIDE_SERVICES) {
      const { instances } = await stream.ask({ type: INSTANCE, service: { namespace: NAMESPACE, name } });
      wide.push(...instances);
    }
    found.set(wholeKey(WIDE_HOST), wholeState(wide, WIDE_SERVICES.length * INSTANCES_OF_WIDE_SERVICE));
    return found;
  } finally {
    stream.end();
    client.close();
  }
}

async function amountOverHttp(server: Cynosure, token: string, service: string): Promise<unknown> {
  const query = new URLSearchParams({ namespace: NAMESPACE, service, limit: '1' });
  return (await getJson(server, token, `/naming/v1/instances?${query}`)).amount;
}
