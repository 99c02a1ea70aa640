import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContextOptions } from 'node:tls';

/** Where certificate and key lie, in PEM. */
export interface TlsFiles {
  /** The certificate, followed by those between it and the root. */
  readonly cert: string;
  /** Its private key, without a passphrase. */
  readonly key: string;
  /** Certificates of which one must have signed a client's own; null = clients need none. */
  readonly clientCa: string | null;
}

/** What the files said: proven to belong together. */
export interface TlsIdentity {
  readonly context: SecureContextOptions;
  /** Epoch ms from which on and until which the certificate holds. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** Certificate and key cannot be used. `message` is one sentence for whoever set them. */
export class TlsUnusable extends Error {}

/**
 * Forward secrecy and authenticated encryption only. Whoever speaks TLS 1.2 without one of these has not been
 * updated for ten years.
 */
const CIPHERS = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
].join(':');

/** Reads the files and proves that they can be used together. Throws TlsUnusable. */
export function readIdentity(files: TlsFiles): TlsIdentity {
  const cert = read('certificate', files.cert);
  const key = read('key', files.key);
  const ca = files.clientCa === null ? undefined : read('client certificates', files.clientCa);
  const leaf = parsed('certificate', files.cert, () => new X509Certificate(cert));
  const privateKey = parsed('key', files.key, () => createPrivateKey(key));
  if (!leaf.checkPrivateKey(privateKey)) {
    throw new TlsUnusable(`The key ${files.key} does not belong to the certificate ${files.cert}.`);
  }
  if (ca !== undefined && files.clientCa !== null) {
    parsed('client certificates', files.clientCa, () => new X509Certificate(ca));
  }
  const context: SecureContextOptions = {
    cert,
    key,
    ...(ca === undefined ? {} : { ca }),
    minVersion: 'TLSv1.2',
    ciphers: CIPHERS,
    honorCipherOrder: true,
  };
  parsed('certificate', files.cert, () => createSecureContext(context));
  return { context, validFrom: Date.parse(leaf.validFrom), validTo: Date.parse(leaf.validTo) };
}

function read(what: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    throw new TlsUnusable(`The ${what} ${path} cannot be read (${codeOf(error)}).`, { cause: error });
  }
}

/** What the library throws about PEM never quotes it. */
function parsed<T>(what: string, path: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw new TlsUnusable(`The ${what} in ${path} cannot be used (${codeOf(error)}).`, { cause: error });
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'not PEM';
