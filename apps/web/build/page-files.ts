import type { PageFiles } from '@cynosure/shared/console/page-files.ts';
import type { Plugin, Rolldown } from 'vite';

/** Where the server looks; a name with a dot in front is served to nobody. */
const FILE = '.page-files.json';

/**
 * Writes which files each page and each language need besides those that the document names by itself, and what each
 * page reads first. `pages`: address → file of `features`, without its ending.
 */
export function pageFiles(
  pages: Readonly<Record<string, string>>,
  firstReads: (address: string) => string[],
): Plugin {
  return {
    name: 'page-files',
    apply: 'build',
    enforce: 'post',
    generateBundle(_options, bundle) {
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      const named = new Set(
        chunks.filter((chunk) => chunk.isEntry).flatMap((entry) => filesOf(bundle, entry)),
      );
      const of = (module: string): string[] => {
        const chunk = chunks.find((one) => one.facadeModuleId?.endsWith(module));
        if (chunk === undefined) throw new Error(`The build has no file of its own for ${module}.`);
        return filesOf(bundle, chunk).filter((name) => !named.has(name));
      };
      const files: PageFiles = {
        pages: Object.fromEntries(
          Object.entries(pages).map(([address, file]) => [address, of(`/features/${file}.tsx`)]),
        ),
        languages: { en: of('/i18n/en.ts'), zh: of('/i18n/zh.ts') },
        reads: Object.fromEntries(Object.keys(pages).map((address) => [address, firstReads(address)])),
      };
      this.emitFile({ type: 'asset', fileName: FILE, source: JSON.stringify(files) });
    },
  };
}

/** A chunk with everything that it imports, and their styles. */
function filesOf(bundle: Rolldown.OutputBundle, from: Rolldown.OutputChunk): string[] {
  const names = new Set<string>();
  const open = [from];
  for (let chunk = open.pop(); chunk; chunk = open.pop()) {
    if (names.has(chunk.fileName)) continue;
    names.add(chunk.fileName);
    for (const style of chunk.viteMetadata?.importedCss ?? []) names.add(style);
    for (const name of chunk.imports) {
      const imported = bundle[name];
      if (imported?.type === 'chunk') open.push(imported);
    }
  }
  return [...names];
}
