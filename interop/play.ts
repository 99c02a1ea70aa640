import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GRPC_CARRIERS } from '../apps/bff/src/config.ts';
import { addUp, type PartResult } from '../scripts/parts/part.ts';
import { buildGo } from './go.ts';
import { buildJava } from './java.ts';
import { type Built, playJourney } from './journey.ts';
import { buildPython } from './python.ts';

/** Builds the journeys of all SDKs one after another and plays them side by side over each carrier: they mostly wait. */
export async function playInterop(): Promise<PartResult> {
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-interop-'));
  try {
    const built = [await buildGo(folder), await buildJava(folder), await buildPython(folder)];
    return addUp(await Promise.all(built.flatMap((one) => playOf(one, folder))));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const playOf = (built: Built, folder: string): (PartResult | Promise<PartResult>)[] =>
  'instead' in built
    ? [built.instead]
    : built.journeys.flatMap((journey) =>
        GRPC_CARRIERS.map((carrier) => playJourney(journey, folder, carrier)),
      );
