import type { May, Session } from './access.ts';
import type { Guard } from './service.ts';
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
  /** Registrations without a token are taken from whoever reaches the port. */
  openToClients?: boolean;
};
