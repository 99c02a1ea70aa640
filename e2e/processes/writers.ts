import type { Random } from '../../apps/demo/src/random.ts';
import { RegistryClient } from '../../apps/demo/src/registry-client.ts';
import { getJson, login } from '../support/registry-side.ts';
import type { Cynosure } from '../support/start-cynosure.ts';
import type { History } from './history.ts';

const NAMESPACE = 'kill';
export const SERVICES: readonly string[] = Array.from({ length: 8 }, (_, index) => `load-${index}`);
const CONNECTIONS = 8;
/** Instances of one writer: few enough that registrations, replacements and deregistrations mix. */
const INSTANCES_OF_WRITER = 40;
const SUCCESS = 200000;
const INSTANCE = 1;

export interface WritersOptions {
  readonly server: Cynosure;
  readonly history: History;
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

/** So many clients that register and deregister instances of their own, one call after the other, until stopped. */
export function startWriters({ server, history, count, round, random }: WritersOptions): Writers {
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
  const working = Promise.all(Array.from({ length: count }, (_, writer) => work(writer)));
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

/** Everything that the server lists, as "service host" → version: as clients see it, checked against the count over HTTP. */
export async function listed(server: Cynosure): Promise<Map<string, string>> {
  const client = new RegistryClient(server.grpc, { ownConnection: true });
  const stream = client.discover();
  try {
    const found = new Map<string, string>();
    const token = await login(server);
    for (const name of SERVICES) {
      const { instances } = await stream.ask({ type: INSTANCE, service: { namespace: NAMESPACE, name } });
      for (const one of instances) found.set(`${name} ${one.host}`, one.version ?? '');
      const overHttp = await amountOverHttp(server, token, name);
      if (overHttp !== instances.length) {
        throw new Error(`${name}: Discover lists ${instances.length} instances, HTTP counts ${overHttp}`);
      }
    }
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
