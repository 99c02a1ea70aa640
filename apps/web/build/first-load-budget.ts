import { brotliCompressSync } from 'node:zlib';
import type { Plugin } from 'vite';

/** Ceilings for what a browser fetches before the first page works, compressed with brotli. */
export type Budget = { jsBytes: number; cssBytes: number };

type Chunk = {
  fileName: string;
  code: string;
  isEntry: boolean;
  imports: string[];
  dynamicImports: string[];
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

function firstLoad(chunks: Map<string, Chunk>): number {
  const entry = [...chunks.values()].find((chunk) => chunk.isEntry);
  if (!entry) throw new Error('The build has no entry.');
  const shell = reachable(chunks, entry);
  const heaviest = Math.max(0, ...entryPages(chunks, shell).map((page) => bytesBeyond(chunks, page, shell)));
  return bytesOf(chunks, shell) + heaviest;
}

/** Everything that the shell loads on demand: pages, languages, dialogs. */
const entryPages = (chunks: Map<string, Chunk>, shell: Set<string>): Chunk[] =>
  [...shell]
    .flatMap((name) => chunks.get(name)?.dynamicImports ?? [])
    .flatMap((name) => chunks.get(name) ?? []);

function bytesBeyond(chunks: Map<string, Chunk>, page: Chunk, shell: Set<string>): number {
  return bytesOf(chunks, new Set([...reachable(chunks, page)].filter((name) => !shell.has(name))));
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

const bytesOf = (chunks: Map<string, Chunk>, names: Set<string>): number =>
  [...names].reduce((sum, name) => sum + brotli(chunks.get(name)?.code ?? ''), 0);

const brotli = (content: string | Uint8Array): number => brotliCompressSync(content).length;

const kilo = (bytes: number): string => `${(bytes / 1024).toFixed(1)} KB`;
