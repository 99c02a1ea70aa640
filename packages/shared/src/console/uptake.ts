/** Which of a service's clients hold what was changed (console/data-shapes.md §5). */
export type Uptake = {
  clients: number;
  /** An answer built at or after the change was sent. */
  delivered: number;
  /** A later request carried a revision built at or after the change. */
  confirmed: number;
  /** At most five of those that have not confirmed; filled after 30 s. */
  behind: { clientId?: string; host: string; revisionAt: number }[];
  startedAt: number;
  doneAt?: number;
};

/** The share of one service in it. */
export type ServiceUptake = {
  namespace: string;
  service: string;
  clients: number;
  delivered: number;
  confirmed: number;
};

/** GET /console/v1/operations/{id}/uptake. */
export type OperationUptake = Uptake & { services: ServiceUptake[] };
