import { join } from 'node:path';
import { skippedPart } from '../scripts/parts/part.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import type { Built } from './journey.ts';

const PROGRAM = join(ROOT, 'interop/python/naming_calls.py');
const GRPCIO = '1.85.3';
const WITHIN_MS = 2 * 60_000;

/** An environment of Python with grpcio below `folder`; skipped where there is no Python, or no way to the package. */
export async function buildPython(folder: string): Promise<Built> {
  const home = join(folder, 'python');
  const made = await runProgram('python3', ['-m', 'venv', home], { withinMs: WITHIN_MS });
  if (made.code !== 0) return { instead: skippedPart('there is no Python 3 with its venv') };
  const python = join(home, 'bin/python');
  const fetched = await runProgram(
    python,
    ['-m', 'pip', 'install', '-q', '--only-binary', ':all:', `grpcio==${GRPCIO}`],
    { withinMs: WITHIN_MS },
  );
  if (fetched.code !== 0) return { instead: skippedPart(`grpcio ${GRPCIO} could not be fetched`) };
  return { journeys: [{ sdk: `Python grpcio ${GRPCIO}`, program: python, args: ['-B', PROGRAM] }] };
}
