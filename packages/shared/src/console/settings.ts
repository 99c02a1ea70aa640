import type { May, Session } from './access.ts';
import type { Guard } from './service.ts';
import type { Health } from './state.ts';
import type { StoreState } from './store.ts';

/** What owners set for everybody who uses the console. */
export type SharedSettings = {
  /** What the badge says; solid where it is production. */
  environment: Session['environment'];
  /** For people who have chosen none; null = that of their computer. */
  timeZone: string | null;
  /** What the form of an isolation offers first; null = until somebody ends it. Of those that have a button. */
  isolationSeconds: number | null;
  /** What *Extend* adds. */
  extendSeconds: number;
  /** Addresses of pages elsewhere, with `{namespace}`, `{service}`, `{host}`, `{port}` in them; '' = none. */
  links: { service: string; host: string; instance: string };
};

/** Lengths that forms have a button for. */
export const isolationLengths = [900, 1800, 3600, 10_800] as const;

/** What a session carries of them. */
export type Defaults = Omit<SharedSettings, 'environment'>;

/** A rule of the guard that is not everybody's. */
export type GuardOverride = {
  namespace: string;
  /** Absent: of the whole namespace. */
  service?: string;
  warnBelowShare: number;
  warnZoneEmptied: boolean;
};

/** GET /settings */
export type Settings = SharedSettings & {
  guard: Pick<Guard, 'warnBelowShare' | 'warnZoneEmptied'>;
  overrides: GuardOverride[];
  server: ServerFacts;
  revision: string;
  may: May;
};

/** PUT /settings with If-Match; an absent member stays. */
export type EditSettings = Partial<SharedSettings>;

/** PUT /settings/guard. Without service a namespace's, without namespace everybody's; `rule` null = none of its own. */
export type EditGuard = {
  namespace?: string;
  service?: string;
  rule: { warnBelowShare: number; warnZoneEmptied: boolean } | null;
};

/** How the server was started and how it is; what it does not say is absent. Nothing of it is set here. */
export type ServerFacts = {
  version?: string;
  startedAt?: number;
  /** Of the runtime. */
  runtime?: string;
  doors?: { kind: 'console' | 'http' | 'grpc'; address: string; encrypted: boolean; connections?: number }[];
  store?: { place: string; writeMs: number; state: StoreState };
  limits?: { instances: number; used: number };
  /** Whether flips are held while our own hearing is in doubt. */
  flipGovernor?: boolean;
  logLevel?: string;
  /** How loud each part of the log is now. */
  logLevels?: { scope: string; level: string }[];
  /** Which of the nodes answers: host:port. */
  address?: string;
  /** All that share the registry, as they have registered themselves. */
  nodes?: NodeFacts[];
  /** Whose duty it is to watch health. */
  duties?: 'leads' | 'follows' | 'shares';
  /** Streams of live data that are open. */
  streams?: number;
  /** Registrations without a token are taken from whoever reaches the port. */
  openToClients?: boolean;
};

/** GET /settings/diagnostics: what somebody who is asked for help wants to know; no secrets, no addresses of links. */
export type Diagnostics = {
  takenAt: number;
  server: ServerFacts;
  settings: Omit<SharedSettings, 'links'>;
  counts: { namespaces: number; services: number; instances: number; isolations: number; clients: number };
  process: { rssBytes: number; heapBytes: number; platform: string; arch: string };
};

/** One server of those that share the registry. */
export type NodeFacts = {
  /** host:port */
  address: string;
  version: string;
  health: Health;
  lastBeatAt: number | null;
};

/** GET /nodes/connections?door=grpc|http: who is connected, those with most connections first; at most a page of them. */
export type ConnectedHosts = { items: { host: string; connections: number }[]; total: number };

/** What the acts of upkeep under /nodes answer: to how many things it was done. */
export type UpkeepAnswer = { count: number };
