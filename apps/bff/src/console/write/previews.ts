import { ulid } from 'ulid';
import type { Clock } from '../../clock.ts';
import type { BulkWork } from '../../registry/commands/bulk/bulk-work.ts';
import type { SeenEffect } from '../../registry/commands/isolation-ask.ts';
import type { IsolationTarget } from '../../registry/isolation-preview.ts';
import type { Operation } from '../../registry/model.ts';

const KEPT_MS = 10 * 60_000;
const MOST = 500;

/** What a preview showed, kept so that the commit can be compared with it (data-shapes §4). */
export interface KeptPreview {
  readonly id: string;
  readonly computedAt: number;
  readonly expiresAt: number;
  readonly asked: PreviewedAction;
  readonly seen: readonly SeenEffect[];
}

export type PreviewedAction =
  | { readonly action: 'isolate'; readonly target: IsolationTarget; readonly undoes?: string }
  | {
      readonly action: 'end';
      readonly isolationId: string;
      readonly generation: number;
      readonly undoes?: string;
    }
  /** Putting fields of an isolation back: nothing goes in or out of traffic. */
  | { readonly action: 'patch'; readonly isolationId: string; readonly undoes: string }
  /** Putting fields of instances back. */
  | { readonly action: 'fields'; readonly undoes: string }
  /** Putting single instances back in traffic, whatever covers them. */
  | { readonly action: 'release'; readonly ids: readonly string[]; readonly undoes?: string }
  | PreviewedBulk;

/** Changing many instances, in batches. */
export interface PreviewedBulk {
  readonly action: 'bulk';
  /** Frozen, without doubles; some may be gone. */
  readonly ids: readonly string[];
  readonly work: BulkWork;
  readonly matched: NonNullable<Operation['matched']>;
  /** How many of them the preview spoke of. */
  readonly shown: number;
  readonly undoes?: string;
}

/** Previews of the last 10 minutes; the oldest goes where there are too many. */
export class Previews {
  readonly #clock: Clock;
  readonly #kept = new Map<string, { readonly preview: KeptPreview; readonly endsAt: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  keep(asked: PreviewedAction, seen: readonly SeenEffect[]): KeptPreview {
    const computedAt = this.#clock.wallMs();
    const preview = { id: `pv_${ulid()}`, computedAt, expiresAt: computedAt + KEPT_MS, asked, seen };
    this.#kept.set(preview.id, { preview, endsAt: this.#clock.monotonicMs() + KEPT_MS });
    for (const [id, { endsAt }] of this.#kept) {
      if (endsAt > this.#clock.monotonicMs() && this.#kept.size <= MOST) break;
      this.#kept.delete(id);
    }
    return preview;
  }

  /** Undefined = expired, or from before a restart (410). */
  find(id: string): KeptPreview | undefined {
    const kept = this.#kept.get(id);
    return kept !== undefined && kept.endsAt > this.#clock.monotonicMs() ? kept.preview : undefined;
  }
}
