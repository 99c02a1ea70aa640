import { hash } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';

const MAX_AGE_SECONDS = 7 * 24 * 60 * 60;
const MAX_LENGTH = 64;

/** The console's cookie: read from a request, written to a response. */
export class SessionCookie {
  readonly #name: string;

  /**
   * The name holds a fingerprint of the installation, because browsers share cookies between all ports of a
   * host: two registries on one machine do not sign each other out.
   */
  constructor(installationKey: Uint8Array) {
    this.#name = `cynosure_${hash('sha256', installationKey).slice(0, 8)}`;
  }

  read(request: Request): string | undefined {
    const value = parseCookie(request.headers.cookie ?? '')[this.#nameFor(request)];
    return value !== undefined && value.length <= MAX_LENGTH ? value : undefined;
  }

  write(request: Request, response: Response, value: string): void {
    this.#set(request, response, value, MAX_AGE_SECONDS);
  }

  clear(request: Request, response: Response): void {
    this.#set(request, response, '', 0);
  }

  /** With this prefix browsers let no other host, port or plain HTTP put a cookie of theirs in its place. */
  #nameFor(request: Request): string {
    return request.secure ? `__Host-${this.#name}` : this.#name;
  }

  #set(request: Request, response: Response, value: string, maxAge: number): void {
    response.append(
      'Set-Cookie',
      stringifySetCookie({
        name: this.#nameFor(request),
        value,
        maxAge,
        path: request.secure ? '/' : '/console/v1',
        httpOnly: true,
        sameSite: 'lax',
        // On plain HTTP the browser would not send it back (decision 23).
        secure: request.secure,
      }),
    );
  }
}
