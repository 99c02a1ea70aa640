import type { RecordKind } from '../../registry/changes.ts';
import { type StoreReader, StoreUnusable } from '../../registry/store-port.ts';
import { loadInstances } from '../packed/instance-bytes.ts';
import { recordFromJson } from '../record-json.ts';
import type { WriterCalls } from './calls.ts';
import type { Page } from './page-reader.ts';
import { type WorkerLink, WorkerLost } from './worker-link.ts';

/** Pages of about 4 MiB that are read before anybody takes them. */
const READ_AHEAD = 8;

/** The content as it was when this was made: the store's thread reads some pages ahead of who takes them. */
export class PagesAhead {
  readonly #writer: WorkerLink<WriterCalls>;
  readonly #coming: Promise<Page>[] = [];

  constructor(writer: WorkerLink<WriterCalls>) {
    this.#writer = writer;
    writer.ask('startLoad').catch(() => {});
    for (let ahead = 0; ahead < READ_AHEAD; ahead += 1) this.#ask();
  }

  next(): Promise<Page> {
    this.#ask();
    // One was asked for just now.
    return this.#coming.shift()!;
  }

  #ask(): void {
    const page = this.#writer.ask('nextPage');
    // A failure is seen when its turn comes; until then it must not count as unhandled.
    page.catch(() => {});
    this.#coming.push(page);
  }
}

/**
 * Hands the whole content to `into`, page by page: the store's thread reads on while this one applies. Answers the
 * position. A row that cannot be read makes the data unusable; none is dropped.
 */
export async function loadPages(pages: PagesAhead, file: string, into: StoreReader): Promise<number> {
  try {
    for (;;) {
      const page = await pages.next();
      if (page.kind === 'end') return page.position;
      apply(page, into);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    if (error instanceof WorkerLost) throw new StoreUnusable(`${file} cannot be read: ${why}.`);
    throw new StoreUnusable(`${file} is damaged (${why}): restore it from a backup.`);
  }
}

function apply(page: Exclude<Page, { kind: 'end' }>, into: StoreReader): void {
  if (page.kind === 'instances') {
    loadInstances(page.rows, page.states, into);
    return;
  }
  const texts = page.texts.values();
  for (const of of texts) {
    const key = texts.next().value ?? '';
    // The kind was written from a RecordKind.
    const kind = of as RecordKind;
    into.record(kind, key, recordFromJson(kind, texts.next().value ?? ''));
  }
}
