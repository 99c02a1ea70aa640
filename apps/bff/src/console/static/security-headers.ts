import type { RequestHandler } from 'express';
import helmet from 'helmet';

const SELF = ["'self'"];
const NONE = ["'none'"];

/** The console copies to the clipboard; it needs nothing else of the machine. */
const PERMISSIONS = [
  'accelerometer',
  'autoplay',
  'camera',
  'display-capture',
  'encrypted-media',
  'fullscreen',
  'geolocation',
  'gyroscope',
  'magnetometer',
  'microphone',
  'midi',
  'payment',
  'picture-in-picture',
  'publickey-credentials-get',
  'screen-wake-lock',
  'usb',
  'xr-spatial-tracking',
]
  .map((feature) => `${feature}=()`)
  .join(', ');

const A_YEAR_SECONDS = 365 * 24 * 60 * 60;

/**
 * What browsers may do with the console: only what comes from itself, nothing inline, in no frame. No
 * `upgrade-insecure-requests`, and HSTS only where we speak TLS ourselves: on plain HTTP the console works, too
 * (decision 23), and whoever speaks TLS in front of it may add them.
 */
export function securityHeaders(isSecure: boolean): RequestHandler {
  const others = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: NONE,
        scriptSrc: SELF,
        styleSrc: SELF,
        imgSrc: SELF,
        fontSrc: SELF,
        connectSrc: SELF,
        manifestSrc: SELF,
        baseUri: NONE,
        formAction: SELF,
        frameAncestors: NONE,
        objectSrc: NONE,
        // No text becomes markup or code, not even by a library: there is no policy that would allow it.
        requireTrustedTypesFor: ["'script'"],
        trustedTypes: NONE,
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: isSecure && { maxAge: A_YEAR_SECONDS, includeSubDomains: false },
    xFrameOptions: { action: 'deny' },
    // For browsers that are long gone, or for what no policy of ours allows anyway.
    xDnsPrefetchControl: false,
    xDownloadOptions: false,
    xPermittedCrossDomainPolicies: false,
    xXssProtection: false,
  });
  return (request, response, next) => {
    // Browsers ask this of documents only. A page has sixty files, and each kilobyte of headers is one more to wait for.
    if (!request.path.startsWith('/assets/')) response.setHeader('Permissions-Policy', PERMISSIONS);
    others(request, response, next);
  };
}
