// `npm run check`: types, lint and format, generated code, the copy of the conformance kit. Seconds, no server.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './parts/root.ts';

interface Check {
  readonly name: string;
  /** Script under the root, and its arguments. */
  readonly run: readonly string[];
}

const CHECKS: readonly Check[] = [
  { name: 'types', run: ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.json'] },
  { name: 'types of the console', run: ['node_modules/typescript/bin/tsc', '-p', 'apps/web/tsconfig.json'] },
  { name: 'lint and format', run: ['node_modules/@biomejs/biome/bin/biome', 'check', '.'] },
  { name: 'generated protocol code', run: ['scripts/proto.ts', '--check'] },
  { name: 'runtime dependencies', run: ['scripts/check-dependencies.ts'] },
  { name: 'copy of the conformance kit', run: ['scripts/check-conformance-copy.ts'] },
];

interface Result {
  readonly check: Check;
  readonly passed: boolean;
  readonly output: string;
  readonly seconds: number;
}

function runCheck(check: Check): Promise<Result> {
  const started = performance.now();
  const [script = '', ...args] = check.run;
  return new Promise((done) => {
    const chunks: Buffer[] = [];
    const child = spawn(process.execPath, [join(ROOT, script), ...args], { cwd: ROOT });
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('close', (code) => {
      const seconds = (performance.now() - started) / 1000;
      done({ check, passed: code === 0, output: Buffer.concat(chunks).toString(), seconds });
    });
  });
}

const results = await Promise.all(CHECKS.map(runCheck));
for (const { check, passed, output, seconds } of results) {
  if (!passed || output.includes('not compared')) process.stdout.write(output);
  console.log(`${passed ? 'ok  ' : 'FAIL'} ${check.name} (${seconds.toFixed(1)} s)`);
}
process.exitCode = results.every((one) => one.passed) ? 0 : 1;
