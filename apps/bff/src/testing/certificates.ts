import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

/** A certificate and its key, as files in PEM. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

/** A folder with an authority of its own, which signs certificates for loopback. Goes at the end of the test. */
export interface Authority extends Pair {
  readonly folder: string;
  /** Its certificate, in PEM. */
  readonly ca: Buffer;
  /** A new pair, signed; `name` is that of the files and the common name. */
  issue(name: string): Pair;
}

const CURVE = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '30'];
const NAMES = 'subjectAltName=IP:127.0.0.1,DNS:localhost';

/** Why certificates cannot be made here, for a test's `skip`; false where they can. */
export const cannotCertify: string | false = (() => {
  try {
    execFileSync('openssl', ['version'], { stdio: 'ignore' });
    return false;
  } catch {
    return 'there is no openssl to make certificates with';
  }
})();

export function anAuthority(t: Pick<TestContext, 'after'>, name = 'authority'): Authority {
  const folder = mkdtempSync(join(tmpdir(), 'cynosure-tls-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  const filesOf = (one: string): Pair => ({
    cert: join(folder, `${one}.pem`),
    key: join(folder, `${one}.key`),
  });
  const make = ({ cert, key }: Pair, subject: string, more: readonly string[]) =>
    execFileSync(
      'openssl',
      ['req', '-x509', ...CURVE, '-keyout', key, '-out', cert, '-subj', `/CN=${subject}`, ...more],
      { stdio: 'ignore' },
    );
  const own = filesOf(name);
  make(own, name, []);
  return {
    ...own,
    folder,
    ca: readFileSync(own.cert),
    issue(subject) {
      const pair = filesOf(subject);
      const signed = ['-CA', own.cert, '-CAkey', own.key, '-addext', NAMES];
      make(pair, subject, [...signed, '-addext', 'basicConstraints=critical,CA:FALSE']);
      return pair;
    },
  };
}
