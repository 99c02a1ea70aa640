/** Who discovers services, and whether it holds what it should. */
export type Client = {
  /** Names it in addresses: `/clients/{key}`. */
  key: string;
  /** Absent: a client without an id, known by its address only. */
  id?: string;
  host: string;
  sdk: string;
  /** What it is written in, as far as its SDK tells; '' = not known. */
  language: string;
  version: string;
  door: 'grpc' | 'http';
  zone: string;
  lastSeenAt: number;
  services: number;
  /** Services whose revision it does not hold yet. */
  behind: number;
  oldestBehindAt?: number;
  /** Only in the clients of one service: the revision it last said it holds. */
  revision?: string;
};

/** One service as one client holds it. */
export type ClientHolding = {
  namespace: string;
  service: string;
  /** The revision that its last request carried; '' = none yet. */
  revision: string;
  currentRevision: string;
  /** An answer with the current instances was sent. */
  delivered: boolean;
  deliveredAt?: number;
  /** Its next request carried the current revision. */
  confirmed: boolean;
  confirmedAt?: number;
};

/** GET /console/v1/clients/{key} */
export type ClientDetail = Client & { holdings: ClientHolding[] };
