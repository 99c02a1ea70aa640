// The way in for every npm command: does the set-up that is missing, then hands over to the pinned Node.
// Plain JavaScript without dependencies, because on a fresh clone it runs on whatever Node ≥ 20 is on the path.
// Everything it says goes to stderr: stdout belongs to the command (`npm start -- --json`).
import { join } from 'node:path';
import { handOver } from './setup/hand-over.mjs';
import { setUpModules } from './setup/modules.mjs';
import { pinnedNode } from './setup/pinned-node.mjs';
import { ROOT, SetUpError, say } from './setup/said.mjs';
import { BUILT_SERVER, buildServer, SERVER_OPTIONS, setUpServer } from './setup/server.mjs';
import { buildWeb, setUpWeb } from './setup/web.mjs';

/**
 * What a command needs done first, in this order, and the program that it then is.
 * @typedef {{ needs: ((node: string) => Promise<void>)[], run?: string, args?: string[], nodeOptions?: string[] }} Command
 */

/** @type {Record<string, Command>} */
const COMMANDS = {
  start: { needs: [setUpWeb, setUpServer], run: BUILT_SERVER, nodeOptions: SERVER_OPTIONS },
  dev: { needs: [], run: 'scripts/dev.ts' },
  build: { needs: [buildWeb, buildServer] },
  test: { needs: [setUpWeb, setUpServer], run: 'scripts/test.ts' },
  'test:long': { needs: [], run: 'scripts/long.ts' },
  unit: { needs: [], run: 'scripts/test.ts', args: ['--only', 'unit'] },
  check: { needs: [], run: 'scripts/check.ts' },
  e2e: { needs: [setUpWeb, setUpServer], run: 'node_modules/@playwright/test/cli.js', args: ['test'] },
  proto: { needs: [], run: 'scripts/proto.ts' },
  demo: { needs: [setUpWeb, setUpServer], run: 'apps/demo/src/main.ts' },
  conformance: { needs: [setUpServer], run: 'conformance/run.ts' },
  pictures: { needs: [setUpWeb, setUpServer], run: 'scripts/pictures.ts' },
  fuzz: { needs: [], run: 'apps/bff/src/transport/grpc/fuzz/run.ts' },
  bench: { needs: [setUpServer], run: 'bench/run.ts' },
  interop: { needs: [setUpServer], run: 'interop/run.ts' },
  backup: { needs: [], run: 'scripts/backup.ts' },
  restore: { needs: [], run: 'scripts/restore.ts' },
  'audit:verify': { needs: [], run: 'scripts/audit-verify.ts' },
};

/** @param {string[]} argv the command's name and its arguments */
async function main([name = '', ...args]) {
  const command = COMMANDS[name];
  if (command === undefined) {
    throw new SetUpError(`There is no command "${name}". There are: ${Object.keys(COMMANDS).join(', ')}.`);
  }
  if (Number(process.versions.node.split('.')[0]) < 20) {
    throw new SetUpError(`Cynosure needs Node 20 or newer to start its set-up; this is ${process.version}.`);
  }
  await setUpModules();
  const node = pinnedNode();
  for (const need of command.needs) await need(node);
  if (command.run === undefined) return 0;
  const { run, nodeOptions = [] } = command;
  return handOver(node, [...nodeOptions, join(ROOT, run), ...(command.args ?? []), ...args]);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof SetUpError)) throw error;
  say(error.message);
  process.exitCode = 1;
}
