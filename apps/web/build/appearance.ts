import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

/**
 * Puts the small script that sets what the first paint needs to know at the top of the document: first, so that no page
 * flashes in the wrong theme; a file, because inline scripts are forbidden. Its name says its content, so that browsers
 * keep it for good: everything waits for it, also where all the rest is kept. `path`: from the project's root.
 */
export function appearance(path: string): Plugin {
  const name = path.slice(path.lastIndexOf('/') + 1);
  let isBuild = false;
  return {
    name: 'appearance',
    configResolved({ command }) {
      isBuild = command === 'build';
    },
    buildStart() {
      if (isBuild)
        this.emitFile({ type: 'asset', name, source: readFileSync(new URL(`..${path}`, import.meta.url)) });
    },
    transformIndexHtml: {
      order: 'post',
      handler(_page, { bundle }) {
        const built = Object.values(bundle ?? {}).find(
          (file) => file.type === 'asset' && file.names.includes(name),
        );
        return [
          { tag: 'script', attrs: { src: built ? `/${built.fileName}` : path }, injectTo: 'head-prepend' },
        ];
      },
    },
  };
}
