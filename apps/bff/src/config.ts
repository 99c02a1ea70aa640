import { type NetworkInterfaceInfo, networkInterfaces } from 'node:os';
import { resolve } from 'node:path';
import { z } from 'zod';
import {
  ALLOWED_NAME,
  ALLOWED_PASSWORD,
  hasPasswordLength,
  isAccountName,
  isGuessable,
  isReferenceDefault,
} from './access/account-rules.ts';
import { limitsOf, limitVariables, trustedOf } from './limits/limit-settings.ts';
import type { Limits } from './limits/limits.ts';
import { type MysqlAddress, parseMysqlAddress } from './store/mysql/address.ts';
import type { TlsFiles } from './transport/tls/tls-identity.ts';

/** Everything that can be configured, checked. `readConfig` is the only reader of the environment. */
export interface Config {
  /** Address that every listener is bound to. */
  readonly bind: string;
  /** 0 = any free one. */
  readonly ports: {
    readonly console: number;
    readonly http: number;
    readonly grpc: number;
    readonly configGrpc: number;
  };
  /** Absolute. */
  readonly dataDir: string;
  /** The database that several nodes share; null = the embedded store in `dataDir`. */
  readonly mysql: MysqlAddress | null;
  /** The first account; looked at only while none exists. Password null: a set-up link is printed instead. */
  readonly admin: { readonly user: string; readonly password: string | null };
  /** Room reserved in memory (core.md §4). */
  readonly maxInstances: number;
  /** false for measurements only (decision 11). */
  readonly flipGovernor: boolean;
  /** How nodes on one database share the duty of watching, and how beats reach whoever has it. */
  readonly checker: CheckerKind;
  /** The door for other nodes of the database, and the host under which they and clients reach this one. */
  readonly node: { readonly host: string; readonly port: number };
  /** What carries gRPC. */
  readonly grpcCarrier: GrpcCarrierName;
  /** What the console's badge says. */
  readonly environment: { readonly name: string; readonly production: boolean };
  readonly logLevel: LogLevel;
  /** Files for all listeners; null = plain text. Paths are absolute. */
  readonly tls: TlsFiles | null;
  readonly limits: Limits;
  /** Networks that limits per address do not mean. */
  readonly trusted: readonly string[];
}

/** `memory`: a ring of all nodes, beats forwarded by gRPC; `leader`: all with one node; `redis`: a ring, by Redis. */
export type CheckerKind =
  | { readonly kind: 'memory' | 'leader' }
  | { readonly kind: 'redis'; readonly url: string };

/** Our own server (packages/grpc-carrier), or @grpc/grpc-js. Clients see no difference. */
export const GRPC_CARRIERS = ['cynosure', 'grpc-js'] as const;
export type GrpcCarrierName = (typeof GRPC_CARRIERS)[number];

export type LogLevel = (typeof LOG_LEVELS)[number];

/** Either a configuration with what deserves a warning, or every problem found, a sentence each. */
export type ConfigReading =
  | { readonly ok: true; readonly config: Config; readonly warnings: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
const PREFIX = 'CYNOSURE_';
const SECRETS: ReadonlySet<string> = new Set([
  'CYNOSURE_ADMIN_PASSWORD',
  'CYNOSURE_STORE',
  'CYNOSURE_CHECKER',
]);
const MAX_INSTANCES_LIMIT = 2 ** 24;

const path = z.string().refine((text) => !text.includes('\0'), 'the path of a file');

const port = (fallback: number) =>
  z
    .string()
    .refine((text) => isWhole(text, 0, 65_535), 'a port from 0 to 65535, where 0 takes any free one')
    .transform(Number)
    .default(fallback);

const ALLOWED_STORE =
  'sqlite, or mysql://user:password@host:port/database, where anything but letters and digits in user and password is percent-encoded';

const ALLOWED_CHECKER = 'memory, leader, or redis://user:password@host:port (rediss:// for TLS)';

/** The message of each check is what would have been allowed. */
const variables = z.object({
  CYNOSURE_BIND: z
    .union([z.ipv4(), z.ipv6(), z.literal('localhost')], 'an IP address, or localhost')
    .default('127.0.0.1'),
  CYNOSURE_CONSOLE_PORT: port(8080),
  CYNOSURE_HTTP_PORT: port(8090),
  CYNOSURE_GRPC_PORT: port(8091),
  CYNOSURE_CONFIG_GRPC_PORT: port(8093),
  CYNOSURE_DATA_DIR: z
    .string()
    .refine((path) => !path.includes('\0'), 'the path of a folder')
    .default('./data'),
  CYNOSURE_STORE: z
    .string()
    .transform((text, context) => {
      const address = text === 'sqlite' ? null : parseMysqlAddress(text);
      if (address !== null || text === 'sqlite') return address;
      context.addIssue(ALLOWED_STORE);
      return z.NEVER;
    })
    .default(null),
  CYNOSURE_ADMIN_USER: z.string().refine(isAccountName, ALLOWED_NAME).default('polaris'),
  CYNOSURE_ADMIN_PASSWORD: z
    .string()
    // Too short, but looked at together with name and address in `weakAdmin`.
    .refine((password) => hasPasswordLength(password) || password === 'polaris', ALLOWED_PASSWORD)
    .nullable()
    .default(null),
  CYNOSURE_MAX_INSTANCES: z
    .string()
    .refine(
      (text) => isWhole(text, 1, MAX_INSTANCES_LIMIT),
      `a whole number from 1 to ${MAX_INSTANCES_LIMIT}`,
    )
    .transform(Number)
    .default(2 ** 21),
  CYNOSURE_CHECKER: z
    .string()
    .transform((text, context): CheckerKind => {
      if (text === 'memory' || text === 'leader') return { kind: text };
      if (/^rediss?:\/\/[^/]/.test(text) && URL.canParse(text)) return { kind: 'redis', url: text };
      context.addIssue(ALLOWED_CHECKER);
      return z.NEVER;
    })
    .default({ kind: 'memory' }),
  CYNOSURE_NODE_PORT: port(0),
  CYNOSURE_NODE_HOST: z
    .string()
    .regex(/^[\w.:-]{1,255}$/, 'a host name or an IP address')
    .optional(),
  CYNOSURE_GRPC_CARRIER: z.enum(GRPC_CARRIERS, GRPC_CARRIERS.join(' or ')).default('cynosure'),
  CYNOSURE_FLIP_GOVERNOR: z.enum(['on', 'off'], 'on or off').default('on'),
  CYNOSURE_ENVIRONMENT: z
    .string()
    .regex(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]{1,32}$/u, '1 to 32 printable characters')
    .optional(),
  CYNOSURE_ENVIRONMENT_KIND: z.enum(['production', 'other'], 'production or other').default('other'),
  CYNOSURE_TLS_CERT: path.optional(),
  CYNOSURE_TLS_KEY: path.optional(),
  CYNOSURE_TLS_CLIENT_CA: path.optional(),
  ...limitVariables,
  CYNOSURE_LOG_LEVEL: z.enum(LOG_LEVELS, LOG_LEVELS.join(', ')).default('info'),
});

type Variables = z.infer<typeof variables>;

/** Reads and checks the environment. An empty value counts as not given. Never throws, never shows a secret. */
export function readConfig(env: Readonly<Record<string, string | undefined>> = process.env): ConfigReading {
  const given = Object.fromEntries(
    Object.entries(env).filter(
      ([name, value]) => name.startsWith(PREFIX) && value !== undefined && value !== '',
    ),
  );
  const read = variables.safeParse(given);
  if (!read.success) {
    const problems = read.error.issues.map(({ path, message }) => {
      const name = String(path[0]);
      return `${name}${sentValue(name, given[name])} is not allowed; it must be ${message}.`;
    });
    return { ok: false, problems };
  }
  const problems = [...samePorts(read.data), ...weakAdmin(read.data), ...halfTls(read.data)];
  if (problems.length > 0) return { ok: false, problems };
  const warnings = Object.keys(given)
    .filter((name) => !(name in variables.shape))
    .map((name) => `${shown(name)} is not a setting of Cynosure and has no effect.`);
  return { ok: true, config: configOf(read.data), warnings };
}

/** Whether an address is reached from this machine only. */
export const isLoopback = (address: string): boolean =>
  address === 'localhost' || address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address);

function configOf(read: Variables): Config {
  const production = read.CYNOSURE_ENVIRONMENT_KIND === 'production';
  return Object.freeze({
    bind: read.CYNOSURE_BIND,
    ports: Object.freeze({
      console: read.CYNOSURE_CONSOLE_PORT,
      http: read.CYNOSURE_HTTP_PORT,
      grpc: read.CYNOSURE_GRPC_PORT,
      configGrpc: read.CYNOSURE_CONFIG_GRPC_PORT,
    }),
    dataDir: resolve(read.CYNOSURE_DATA_DIR),
    mysql: read.CYNOSURE_STORE,
    admin: Object.freeze({ user: read.CYNOSURE_ADMIN_USER, password: read.CYNOSURE_ADMIN_PASSWORD }),
    maxInstances: read.CYNOSURE_MAX_INSTANCES,
    grpcCarrier: read.CYNOSURE_GRPC_CARRIER,
    flipGovernor: read.CYNOSURE_FLIP_GOVERNOR === 'on',
    checker: read.CYNOSURE_CHECKER,
    node: Object.freeze({
      host: read.CYNOSURE_NODE_HOST ?? reachableHost(read.CYNOSURE_BIND),
      port: read.CYNOSURE_NODE_PORT,
    }),
    environment: Object.freeze({
      name: read.CYNOSURE_ENVIRONMENT ?? (production ? 'Production' : 'Development'),
      production,
    }),
    logLevel: read.CYNOSURE_LOG_LEVEL,
    tls: tlsOf(read),
    limits: limitsOf(read),
    trusted: trustedOf(read),
  });
}

/** `halfTls` has seen to it that there are both or none. */
function tlsOf({ CYNOSURE_TLS_CERT: cert, CYNOSURE_TLS_KEY: key, ...read }: Variables): TlsFiles | null {
  if (cert === undefined || key === undefined) return null;
  const clientCa = read.CYNOSURE_TLS_CLIENT_CA;
  return Object.freeze({
    cert: resolve(cert),
    key: resolve(key),
    clientCa: clientCa === undefined ? null : resolve(clientCa),
  });
}

/** Whoever meant TLS and forgot a half of it must not be served in plain text. */
function halfTls(read: Variables): string[] {
  const { CYNOSURE_TLS_CERT: cert, CYNOSURE_TLS_KEY: key, CYNOSURE_TLS_CLIENT_CA: clientCa } = read;
  if (cert !== undefined && key !== undefined) return [];
  if (cert !== undefined)
    return ['CYNOSURE_TLS_CERT is not allowed alone; it must come with CYNOSURE_TLS_KEY.'];
  if (key !== undefined)
    return ['CYNOSURE_TLS_KEY is not allowed alone; it must come with CYNOSURE_TLS_CERT.'];
  if (clientCa === undefined) return [];
  return [
    'CYNOSURE_TLS_CLIENT_CA is not allowed alone; it must come with CYNOSURE_TLS_CERT and CYNOSURE_TLS_KEY.',
  ];
}

/**
 * Where others reach what is bound to `bind`: there, or, where that is every address, at the first of `addresses` that
 * is not this machine's alone (contract/grpc-naming.md §10: else 127.0.0.1).
 */
export function reachableHost(
  bind: string,
  addresses: () => readonly Pick<NetworkInterfaceInfo, 'address' | 'family' | 'internal'>[] = allAddresses,
): string {
  if (bind !== '0.0.0.0' && bind !== '::') return bind;
  const reachable = addresses().filter(({ address, internal }) => !internal && !isLinkLocal(address));
  const first = (wanted: string) => reachable.find(({ family }) => family === wanted)?.address;
  return first('IPv4') ?? (bind === '::' ? first('IPv6') : undefined) ?? '127.0.0.1';
}

const allAddresses = () => Object.values(networkInterfaces()).flatMap((some) => some ?? []);

/** Good within one network segment only, and in IPv6 nothing without the name of an interface. */
const isLinkLocal = (address: string): boolean => /^(169\.254\.|fe[89ab])/i.test(address);

/** Two doors cannot share a port; said here, because "address in use" would not tell which two. */
function samePorts(read: Variables): string[] {
  const doors = [
    'CYNOSURE_CONSOLE_PORT',
    'CYNOSURE_HTTP_PORT',
    'CYNOSURE_GRPC_PORT',
    'CYNOSURE_CONFIG_GRPC_PORT',
    'CYNOSURE_NODE_PORT',
  ] as const;
  return doors.flatMap((door, at) => {
    const earlier = doors.slice(0, at).find((other) => read[other] === read[door]);
    if (read[door] === 0 || earlier === undefined) return [];
    return [`${door}=${read[door]} is not allowed; it must differ from ${earlier}, which is the same port.`];
  });
}

/** Decision 21: a password that everybody knows opens nothing but the recorded cases, on loopback. */
function weakAdmin(read: Variables): string[] {
  const { CYNOSURE_ADMIN_USER: user, CYNOSURE_ADMIN_PASSWORD: password, CYNOSURE_BIND: bind } = read;
  if (password === null || !isGuessable(user, password)) return [];
  if (!isReferenceDefault(user, password)) {
    return [`CYNOSURE_ADMIN_PASSWORD is not allowed; it must be ${ALLOWED_PASSWORD}.`];
  }
  if (isLoopback(bind)) return [];
  return [
    `CYNOSURE_ADMIN_PASSWORD is the well-known default of the account polaris, which is accepted only while CYNOSURE_BIND is a loopback address; it is ${bind}.`,
  ];
}

const isWhole = (text: string, min: number, max: number): boolean =>
  /^\d{1,9}$/.test(text) && Number(text) >= min && Number(text) <= max;

const sentValue = (name: string, value: unknown): string =>
  SECRETS.has(name) ? '' : `=${shown(String(value))}`;

/** Control characters escaped, long values cut: what a terminal gets is text. */
const shown = (text: string): string => {
  const cut = text.length > 80 ? `${text.slice(0, 80)}…` : text;
  return /^[\x21-\x7e]+$/.test(cut) ? cut : JSON.stringify(cut);
};
