import { readFileSync } from 'node:fs';
import type { App } from './app.ts';
import { systemClock } from './clock.ts';
import { keepCode } from './code-cache.mjs';
import { type Config, isLoopback, readConfig } from './config.ts';
import { createLog } from './log.ts';
import { StoreUnusable } from './registry/store-port.ts';
import { openStore } from './store/open-store.ts';
import { ListenFailure } from './transport/listen-failure.ts';
import { TlsUnusable } from './transport/tls/tls-identity.ts';

/** Failures of a start that are a sentence for whoever started it. */
const FORESEEN = [ListenFailure, StoreUnusable, TlsUnusable];

const asJson = process.argv.includes('--json');
/** For whoever lost the password of the main account: once, and therefore no variable, which would stay. */
const setUpAgain = process.argv.includes('--set-up-again');

function fail(sentences: readonly string[]): never {
  for (const sentence of sentences) process.stderr.write(`${sentence}\n`);
  process.exit(1);
}

/** What whoever started the server wants to know, on standard output: lines for people, or one JSON line. */
function announce({ addresses, setupLink }: App, config: Config): void {
  const { consoleUrl, httpUrl, grpc, dataDir } = addresses;
  if (asJson) {
    const ready = {
      ready: true,
      pid: process.pid,
      console: consoleUrl,
      http: httpUrl,
      grpc,
      configGrpc: null,
      dataDir,
    };
    process.stdout.write(`${JSON.stringify(ready)}\n`);
    // The link is no part of the line that programs read; whoever watches the start sees it.
    if (setupLink !== null) process.stderr.write(`Set up the first account at ${setupLink}\n`);
    return;
  }
  const lines = [
    'Cynosure is ready.',
    `  Console   ${consoleUrl}`,
    `  HTTP API  ${httpUrl}`,
    `  gRPC API  ${grpc}`,
    `  Data      ${dataDir}`,
  ];
  if (setupLink !== null)
    lines.push('', 'Nobody can sign in yet. Choose name and password here, once:', `  ${setupLink}`);
  if (!isLoopback(config.bind)) {
    lines.push('', `Listening on ${config.bind}: anyone who reaches the gRPC port may register instances.`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

async function main(): Promise<void> {
  const reading = readConfig();
  if (!reading.ok) fail(reading.problems);
  for (const warning of reading.warnings) process.stderr.write(`${warning}\n`);
  const log = createLog(reading.config.logLevel);
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  let app: App;
  try {
    // The store's thread starts, opens the data and reads ahead while this one reads the rest of the code.
    const store = openStore(reading.config, systemClock, log);
    // A failure is seen when the app waits for it; until then it must not count as unhandled.
    store.catch(() => {});
    // Its thread is under way after this; joined into few files (scripts/setup), all the code is read in one go.
    await new Promise<void>((resolve) => systemClock.nextTurn(resolve));
    const { startApp } = await import('./app.ts');
    app = await startApp(reading.config, { store, clock: systemClock, log, version, setUpAgain });
  } catch (error) {
    if (FORESEEN.some((kind) => error instanceof kind)) fail([(error as Error).message]);
    throw error;
  }
  let stopping = false;
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      // A second signal does not wait.
      if (stopping) process.exit(1);
      stopping = true;
      void app.stop().then(() => process.exit(0));
    });
  }
  announce(app, reading.config);
  keepCode();
}

void main();
