import tailwindcss from '@tailwindcss/vite';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { appearance } from './build/appearance.ts';
import { compileAhead } from './build/compile-ahead.ts';
import { firstLoadBudget } from './build/first-load-budget.ts';
import { licences } from './build/licences.ts';
import { pageFiles } from './build/page-files.ts';
import { precompress } from './build/precompress.ts';
import { firstReads, pages } from './src/app/pages.ts';

// In development the console is served from here and everything it asks for goes to a running registry.
const registry = `http://127.0.0.1:${process.env.CYNOSURE_CONSOLE_PORT ?? '8080'}`;

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    appearance('/src/app/appearance.js'),
    firstLoadBudget({ jsBytes: 200 * 1024, cssBytes: 30 * 1024 }),
    licences(new URL('../../package-lock.json', import.meta.url)),
    pageFiles(pages, firstReads),
    compileAhead(),
    precompress(),
  ],
  build: {
    target: 'es2024',
    outDir: 'dist',
    // Assets stay files: the content security policy allows no data: scripts or styles.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    // Whoever starts the server for the first time need not hear which step of the build was slow.
    rolldownOptions: {
      checks: { bundlerTimings: false },
      output: {
        // What every page needs is one file, what many share a few: a page came as sixty, each with headers and a turn of
        // its own.
        codeSplitting: {
          groups: [
            { name: 'console', tags: ['$initial'], priority: 1 },
            { name: 'common', minShareCount: 6, entriesAware: true, entriesAwareMergeThreshold: 20_000 },
          ],
        },
      },
    },
  },
  server: {
    host: '127.0.0.1',
    proxy: { '/console': { target: registry, changeOrigin: true } },
  },
});
