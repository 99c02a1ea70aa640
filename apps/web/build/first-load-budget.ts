import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Ceilings for what a browser fetches before the first page works, compressed with brotli. */
export type Budget = { jsBytes: number; cssBytes: number };

type Chunk = {
  fileName: string;
  code: string;
  isEntry: boolean;
  facadeModuleId: string | null;
  imports: string[];
};

/**
 * Fails the build when the first load outgrows its budget: the entry with everything it imports, the larger of
 * the languages and the heaviest page (console/spec.md §12).
 */
export function firstLoadBudget(budget: Budget): Plugin {
  return {
    name: 'first-load-budget',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = new Map<string, Chunk>();
      let cssBytes = 0;
      for (const file of Object.values(bundle)) {
        if (file.type === 'chunk') chunks.set(file.fileName, file);
        else if (file.fileName.endsWith('.css')) cssBytes += brotli(file.source);
      }
      const jsBytes = firstLoad(chunks);
      console.log(`first load: ${kilo(jsBytes)} JS, ${kilo(cssBytes)} CSS (brotli)`);
      if (jsBytes > budget.jsBytes || cssBytes > budget.cssBytes) {
        this.error(
          `The first load is over its budget of ${kilo(budget.jsBytes)} JS and ${kilo(budget.cssBytes)} CSS.`,
        );
      }
    },
  };
}

/** Entry, the larger language, the heaviest page: each with everything it imports, counted once. */
function firstLoad(chunks: Map<string, Chunk>): number {
  const all = [...chunks.values()];
  const entry = all.filter((chunk) => chunk.isEntry);
  if (entry.length !== 1) throw new Error('The build has no entry.');
  const base = new Set(entry.flatMap((chunk) => [...reachable(chunks, chunk)]));
  const beyond = (pattern: RegExp) =>
    Math.max(
      ...all
        .filter((chunk) => pattern.test(chunk.facadeModuleId ?? ''))
        .map((chunk) =>
          bytesOf(
            chunks,
            [...reachable(chunks, chunk)].filter((name) => !base.has(name)),
          ),
        ),
    );
  return bytesOf(chunks, [...base]) + beyond(/i18n\/(en|zh)\.ts$/) + beyond(/-page\.tsx$/);
}

function reachable(chunks: Map<string, Chunk>, from: Chunk): Set<string> {
  const seen = new Set<string>();
  const open = [from];
  for (let chunk = open.pop(); chunk; chunk = open.pop()) {
    if (seen.has(chunk.fileName)) continue;
    seen.add(chunk.fileName);
    open.push(...chunk.imports.flatMap((name) => chunks.get(name) ?? []));
  }
  return seen;
}

const bytesOf = (chunks: Map<string, Chunk>, names: readonly string[]): number =>
  names.reduce((sum, name) => sum + brotli(chunks.get(name)?.code ?? ''), 0);

const brotli = (content: string | Uint8Array): number => brotliCompressSync(content).length;

const kilo = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
