import { isIP } from 'node:net';
import { z } from 'zod';
import { defaultLimits, type Limits } from './limits.ts';

const MOST = 2 ** 31 - 1;

/** The message says what would have been allowed. */
const limit = (fallback: number, min = 1, max = MOST) =>
  z
    .string()
    .refine(
      (text) => /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max,
      `a whole number from ${min} to ${max}`,
    )
    .transform(Number)
    .default(fallback);

/** What the environment may say about limits, and who is exempt from those per address. */
export const limitVariables = {
  CYNOSURE_MAX_CONNECTIONS: limit(defaultLimits.connections),
  CYNOSURE_MAX_CONNECTIONS_PER_ADDRESS: limit(defaultLimits.connectionsPerAddress),
  CYNOSURE_MAX_STREAMS_PER_CONNECTION: limit(defaultLimits.streamsPerConnection),
  CYNOSURE_MAX_HEADER_BYTES: limit(defaultLimits.headerBytes, 4096, 1024 * 1024),
  CYNOSURE_MAX_BODY_BYTES: limit(defaultLimits.bodyBytes, 64 * 1024, 256 * 1024 * 1024),
  CYNOSURE_MAX_REQUESTS_PER_ADDRESS: limit(defaultLimits.requestsPerAddress),
  CYNOSURE_MAX_REQUESTS_PER_TOKEN: limit(defaultLimits.requestsPerToken),
  CYNOSURE_MAX_INSTANCES_PER_SERVICE: limit(defaultLimits.instancesPerService),
  // More than the contract's 64 would be refused before this limit is looked at.
  CYNOSURE_MAX_LABELS_PER_INSTANCE: limit(defaultLimits.labelsPerInstance, 1, 64),
  CYNOSURE_MAX_EVENT_STREAMS_PER_SESSION: limit(defaultLimits.eventStreamsPerSession),
  CYNOSURE_TRUSTED_ADDRESSES: z
    .string()
    .refine(
      (text) => text === 'none' || splitAddresses(text).every(isNetwork),
      'none, loopback, or addresses and networks (10.1.0.0/16) with commas between them',
    )
    .default('loopback'),
} as const;

type Read = z.infer<z.ZodObject<typeof limitVariables>>;

export const limitsOf = (read: Read): Limits =>
  Object.freeze({
    connections: read.CYNOSURE_MAX_CONNECTIONS,
    connectionsPerAddress: read.CYNOSURE_MAX_CONNECTIONS_PER_ADDRESS,
    streamsPerConnection: read.CYNOSURE_MAX_STREAMS_PER_CONNECTION,
    headerBytes: read.CYNOSURE_MAX_HEADER_BYTES,
    bodyBytes: read.CYNOSURE_MAX_BODY_BYTES,
    requestsPerAddress: read.CYNOSURE_MAX_REQUESTS_PER_ADDRESS,
    requestsPerToken: read.CYNOSURE_MAX_REQUESTS_PER_TOKEN,
    instancesPerService: read.CYNOSURE_MAX_INSTANCES_PER_SERVICE,
    labelsPerInstance: read.CYNOSURE_MAX_LABELS_PER_INSTANCE,
    eventStreamsPerSession: read.CYNOSURE_MAX_EVENT_STREAMS_PER_SESSION,
  });

/** `none` is the empty list. */
export const trustedOf = ({ CYNOSURE_TRUSTED_ADDRESSES: text }: Read): readonly string[] =>
  text === 'none' ? [] : splitAddresses(text);

const splitAddresses = (text: string): string[] => text.split(',').map((one) => one.trim());

function isNetwork(text: string): boolean {
  if (text === 'loopback') return true;
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
