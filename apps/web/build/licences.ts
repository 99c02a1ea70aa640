import { readFileSync } from 'node:fs';
import type { Plugin } from 'vite';

type Locked = { version?: string; license?: string; dev?: boolean; link?: boolean };

/** Writes `licences.txt`: every package that the product is made of, with its version and licence, from the lockfile. */
export function licences(lockfile: URL): Plugin {
  return {
    name: 'cynosure-licences',
    apply: 'build',
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'licences.txt',
        source: licenceText(readFileSync(lockfile, 'utf8')),
      });
    },
  };
}

/** One line a package, by name; what only builds or tests is left out. */
export function licenceText(lockfile: string): string {
  const { packages } = JSON.parse(lockfile) as { packages: Record<string, Locked> }; // npm's own format, version 3.
  const lines = Object.entries(packages).flatMap(([path, { version, license, dev, link }]) => {
    const name = /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)$/.exec(path)?.[1];
    if (name === undefined || dev || link || version === undefined) return [];
    return [`${name} ${version} ${license ?? 'licence not stated'}`];
  });
  return `${[...new Set(lines)].sort().join('\n')}\n`;
}
