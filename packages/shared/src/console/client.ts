/** Who discovers services, and whether it holds what it should. */
export type Client = {
  /** Absent: a client without an id, known by its address only. */
  id?: string;
  host: string;
  sdk: string;
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
