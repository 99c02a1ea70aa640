import type { SentenceKey } from '@cynosure/shared/console/sentences.ts';

export type Args = Record<string, string | number>;

/** What an operation says of itself: a key and its arguments (packages/shared/src/console/sentences.ts). */
export interface Sentence {
  readonly key: string;
  readonly args: Args;
}

export const say = (key: SentenceKey, args: Args): Sentence => ({ key, args });
