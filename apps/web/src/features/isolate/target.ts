import { topics } from '@cynosure/shared/console/events.ts';
import type { PreviewRequest } from '@cynosure/shared/console/preview.ts';

/** What somebody wants out of traffic. */
export type IsolateTarget =
  | { hosts: readonly string[] }
  | { instanceIds: readonly string[] }
  /** Frozen on the server. */
  | { selection: string };

export const requestOf = (target: IsolateTarget): PreviewRequest['target'] => {
  if ('hosts' in target) return { hosts: [...target.hosts] };
  return 'selection' in target ? { selection: target.selection } : { instanceIds: [...target.instanceIds] };
};

/** Drafts and previews of the same thing belong together. */
export const targetKey = (target: IsolateTarget): string => JSON.stringify(target);

const MOST_FOLLOWED = 10;

/** What has to be followed so that a preview of the target stays true. */
export const topicsOf = (target: IsolateTarget): string[] =>
  'hosts' in target ? target.hosts.slice(0, MOST_FOLLOWED).map(topics.host) : [];
