import type { May } from './access.ts';

/** GET /aliases: another name of a service. */
export type AliasRow = {
  namespace: string;
  alias: string;
  /** What it points to. */
  target: { namespace: string; service: string };
  comment: string;
  changedAt: number;
  revision: string;
  may: May;
};

/** POST /aliases */
export type NewAlias = {
  namespace: string;
  alias: string;
  target: { namespace: string; service: string };
  comment?: string;
};

/** PUT /aliases/{namespace}/{alias} with If-Match; an absent member stays. */
export type EditAlias = Partial<Pick<NewAlias, 'target' | 'comment'>>;

/** POST /aliases/preview {namespace, alias}: what the name is now, and who asks for it without getting anything. */
export type AliasPreview = { taken: 'service' | 'alias' | null; askedBy: number };
