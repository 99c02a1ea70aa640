import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/support/chromium.ts';

const chromium = findChromium();
if (chromium === undefined)
  console.log('note: there is no Chromium (CHROMIUM_PATH may name one); browser tests cannot run');

/** What a browser that nobody looks at can do without, and the sandbox, which root cannot have. */
const FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
];

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  outputDir: 'test-results',
  // One server and one fleet per worker; more than one worker only where there are cores for it.
  workers: 1,
  fullyParallel: false,
  // A test that passes the second time is a test that fails.
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: [['list']],
  use: {
    browserName: 'chromium',
    headless: true,
    trace: 'off',
    screenshot: 'only-on-failure',
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    timezoneId: 'UTC',
    launchOptions: {
      args: FLAGS,
      ...(chromium === undefined ? {} : { executablePath: chromium }),
    },
  },
});
