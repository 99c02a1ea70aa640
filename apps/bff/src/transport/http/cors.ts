import type { RequestHandler } from 'express';

/** Pages of any origin may call with a token of their own; no cookie is ever looked at (contract §1.1). */
export const cors: RequestHandler = (request, response, next) => {
  const { origin } = request.headers;
  if (origin === undefined) {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Origin', origin);
  response.setHeader('Vary', 'Origin');
  response.setHeader('Access-Control-Expose-Headers', 'Request-Id, X-Polaris-Code, X-Polaris-Message');
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) {
    next();
    return;
  }
  response.setHeader('Access-Control-Allow-Methods', 'GET, POST, PUT');
  response.setHeader('Access-Control-Allow-Headers', 'Content-Type, Accept, Request-Id');
  response.status(200).end();
};
