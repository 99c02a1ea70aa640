import type { RecordKind } from '../../registry/changes.ts';
import { type StoreReader, StoreUnusable } from '../../registry/store-port.ts';
import { readInstances } from '../packed/instance-bytes.ts';
import { recordFromJson } from '../record-json.ts';
import type { WriterCalls } from './calls.ts';
import type { Page } from './page-reader.ts';
import { type WorkerLink, WorkerLost } from './worker-link.ts';

/**
 * Hands the whole content to `into`, page by page: the store's thread reads the next page while this one
 * applies the last. Answers the position. A row that cannot be read makes the data unusable; none is dropped.
 */
export async function loadPages(
  writer: WorkerLink<WriterCalls>,
  file: string,
  into: StoreReader,
): Promise<number> {
  const nextPage = () => {
    const page = writer.ask('nextPage');
    // A failure is seen when its turn comes; until then it must not count as unhandled.
    page.catch(() => {});
    return page;
  };
  try {
    await writer.ask('startLoad');
    let coming = nextPage();
    for (;;) {
      const page = await coming;
      if (page.kind === 'end') return page.position;
      coming = nextPage();
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
    for (const row of readInstances(page.rows, page.states)) into.instance(row);
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
