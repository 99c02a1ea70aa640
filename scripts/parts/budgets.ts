import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { brotliCompressSync } from 'node:zlib';
import { brokenPart, type PartResult } from './part.ts';
import { ROOT } from './root.ts';

const DIST = join(ROOT, 'apps/web/dist');
/** What the first load may bring, in bytes of brotli. */
export const BUDGETS = { js: 200_000, css: 30_000 } as const;

export interface FirstLoad {
  readonly js: readonly string[];
  readonly css: readonly string[];
}

/** Files that a browser loads before it can show anything: what index.html names, and what those import statically. */
export function firstLoad(dist: string): FirstLoad {
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*?\b(?:src|href)="([^"]+)"[^>]*>/g)].map(
    ([, url = '']) => url,
  );
  const isFile = (url: string) => !/^(?:[a-z]+:|\/\/)/.test(url);
  const files = named.filter(isFile).map((url) => url.replace(/[?#].*$/, '').replace(/^\.?\//, ''));
  const js = new Set<string>();
  const css = new Set(files.filter((file) => file.endsWith('.css')));
  const visit = (file: string): void => {
    if (js.has(file)) return;
    js.add(file);
    for (const imported of staticImports(readFileSync(join(dist, file), 'utf8')))
      visit(join(dirname(file), imported));
  };
  for (const file of files.filter((one) => /\.m?js$/.test(one))) visit(file);
  return { js: [...js], css: [...css] };
}

/** Relative paths that a built module imports or re-exports, not the ones that it loads on demand. */
const staticImports = (code: string): string[] =>
  [...code.matchAll(/(?:^|[;\n}])\s*(?:import|export)\b(?:[^;'"()]*?\bfrom\s*)?["'](\.[^"']+)["']/g)].map(
    ([, path = '']) => path,
  );

const brotliBytes = (file: string): number => brotliCompressSync(readFileSync(join(DIST, file))).length;

/** Weighs the built console against its budgets. */
export function playBudgets(): PartResult {
  if (!existsSync(join(DIST, 'index.html'))) return brokenPart('the console is not built');
  const files = firstLoad(DIST);
  if (files.js.length === 0 || files.css.length === 0)
    return brokenPart('index.html names no script or no style sheet');
  const weighed = (['js', 'css'] as const).map((kind) => {
    const bytes = files[kind].reduce((sum, file) => sum + brotliBytes(file), 0);
    const sentence = `first load: ${kilobytes(bytes)} of ${kind.toUpperCase()} in ${files[kind].length} files, budget ${kilobytes(BUDGETS[kind])}`;
    return { sentence, fits: bytes <= BUDGETS[kind] };
  });
  return {
    passed: weighed.filter((one) => one.fits).length,
    failed: weighed.filter((one) => !one.fits).length,
    skipped: 0,
    notes: weighed.map((one) => one.sentence),
    details: weighed
      .filter((one) => !one.fits)
      .map((one) => `FAIL ${one.sentence}`)
      .join('\n'),
  };
}

const kilobytes = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
