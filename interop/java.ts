import { mkdtempSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { skippedPart } from '../scripts/parts/part.ts';
import { ROOT } from '../scripts/parts/root.ts';
import { runProgram } from '../scripts/parts/run-program.ts';
import { type Built, broken } from './journey.ts';

const SOURCE = join(ROOT, 'interop/java');
const RELEASE = 'polaris-java 2.1.0.0';
const OFFLINE_WITHIN_MS = 90_000;
/** The first time some 60 MB are fetched. */
const ONLINE_WITHIN_MS = 4 * 60_000;
const OLDEST_JAVA = 11;
/** Options of a Java process that is small and soon gone. */
const SHORT_LIFE = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Xmx512m'];
const NOT_FOUND = 127;

/** Builds the Java journey into `folder`; skips it where there is no JDK or Maven, or no way to the artifacts. */
export async function buildJava(folder: string): Promise<Built> {
  const lacks = await whyNoJava();
  if (lacks !== undefined) return { instead: skippedPart(lacks) };
  const target = mkdtempSync(join(folder, 'java-'));
  const classpath = join(target, 'classpath');
  const maven = (mode: readonly string[], withinMs: number) =>
    runProgram(
      'mvn',
      [
        ...['-B', '-q', ...mode, `-Dbuild.folder=${target}`, `-Dmdep.outputFile=${classpath}`],
        ...['compiler:compile', 'dependency:build-classpath'],
      ],
      // Quick to start rather than quick in the long run.
      { cwd: SOURCE, withinMs, env: { MAVEN_OPTS: SHORT_LIFE.join(' ') } },
    );
  let { code, output } = await maven(['-o'], OFFLINE_WITHIN_MS);
  if (code !== 0 && isWanting(output)) ({ code, output } = await maven([], ONLINE_WITHIN_MS));
  if (code === NOT_FOUND) return { instead: skippedPart('Maven is not installed') };
  if (code === null || (code !== 0 && isWanting(output))) {
    return { instead: skippedPart(`the artifacts of ${RELEASE} could not be fetched`) };
  }
  if (code !== 0) return broken(`mvn with ${RELEASE}:\n${output}`);
  const path = `${join(target, 'classes')}:${readFileSync(classpath, 'utf8').trim()}`;
  const quiet = ['-Dorg.slf4j.simpleLogger.defaultLogLevel=error', `-Duser.home=${target}`];
  const args = [...SHORT_LIFE, ...quiet, '-cp', path, 'cynosure.interop.Journey'];
  return { journeys: [{ sdk: RELEASE, program: 'java', args }] };
}

async function whyNoJava(): Promise<string | undefined> {
  const { code, output } = await runProgram('javac', ['-version'], { withinMs: 30_000 });
  if (code !== 0) return 'there is no JDK';
  const [, major = '0'] = /javac (\d+)/.exec(output) ?? [];
  return Number(major) >= OLDEST_JAVA ? undefined : `Java is older than ${OLDEST_JAVA}`;
}

/** Something that Maven has to fetch and did not get. */
const isWanting = (output: string): boolean =>
  /could not be resolved|Could not resolve|Could not transfer|Could not find artifact|in offline mode|No plugin found/.test(
    output,
  );
