import type { May } from './access.ts';

/** GET /services/{namespace}/{service}/contracts: what a version of a service offers. */
export type ContractRow = {
  id: string;
  type: string;
  protocol: string;
  version: string;
  /** Whether a healthy instance runs this version. */
  status: 'online' | 'offline';
  content: string;
  interfaces: ContractInterface[];
  createdAt: number;
  changedAt: number;
  may: May;
};

export type ContractInterface = {
  id: string;
  type: string;
  method: string;
  path: string;
  /** What goes in and out, as it was reported. */
  content: string;
  source: 'manual' | 'client' | 'unknown';
  changedAt: number;
};
