import type { May } from './access.ts';
import type { Counts } from './counts.ts';
import type { LaneMark } from './host.ts';

/** When isolating warns: never below one healthy instance, and under a share. */
export type Guard = {
  stopAtHealthy: 0;
  /** 0 … 1 */
  warnBelowShare: number;
  warnZoneEmptied: boolean;
  from: 'default' | 'namespace' | 'service';
};

export type ServiceRow = {
  /** What policies name it by. */
  id: string;
  namespace: string;
  service: string;
  counts: Counts;
  zones: string[];
  /** Commonest first. */
  versions: { value: string; count: number }[];
  labels: Record<string, string>;
  department: string;
  business: string;
  comment: string;
  /** Absent: that part did not answer. */
  clients?: number;
  guard: Guard;
  revision: string;
  /** What a client sends to say which instances it holds. */
  instanceRevision: string;
  changedAt: number;
  may: May;
};

/** One service in full: GET /console/v1/services/{namespace}/{service}. Members of ServiceRow plus what only the page shows. */
export type Service = ServiceRow & {
  createdAt?: number;
  owners?: string;
  exportTo?: string[];
  /** Of what a form can change: the ETag, and what If-Match wants. */
  editRevision?: string;
  /** What stands in the way of deleting it. */
  blockers?: { instances: number; aliases: number };
  /** State changes of its instances in the last 30 minutes, oldest first. */
  lane?: LaneMark[];
  /** Clients that hold `instanceRevision`. */
  clientsUpToDate?: number;
  /** Set when the address names an alias: this is the data of the service it points to. */
  aliasOf?: { namespace: string; service: string };
};

/** The guard's rule of one service, namespace or everybody; null = none of its own. */
export type GuardChoice = Pick<Guard, 'warnBelowShare' | 'warnZoneEmptied'> | null;

/** PUT /services/{namespace}/{service} with If-Match; an absent member stays. */
export type EditService = {
  department?: string;
  business?: string;
  comment?: string;
  labels?: Record<string, string>;
  /** Namespaces that see it besides its own; `*` = all. */
  exportTo?: string[];
  guard?: GuardChoice;
};

/** POST /services */
export type NewService = EditService & { namespace: string; service: string };

/** POST /services/{namespace}/{service}/token {change: 'renew' | 'show'}: shown this once, and each time recorded. */
export type ServiceToken = { secret: string };

/** POST /instances, all or none; and POST /instances/preview, which only says what is there already. */
export type RegisterInstances = {
  namespace: string;
  service: string;
  /** Times ports at most 100. */
  hosts: string[];
  ports: number[];
  weight?: number;
  protocol?: string;
  version?: string;
  region?: string;
  zone?: string;
  campus?: string;
  labels?: Record<string, string>;
  /** null = not checked. */
  ttlSeconds?: number | null;
  isolated?: boolean;
};

export type RegisterPreview = { total: number; existing: { host: string; port: number }[] };
export type RegisteredInstances = { ids: string[]; existing: number; operationId: string };
