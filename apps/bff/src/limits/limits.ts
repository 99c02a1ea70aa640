/** What callers may take of the server, so that one of them cannot keep the others out (docs/limits.md). */
export interface Limits {
  /** Open connections of one listener. */
  readonly connections: number;
  /** … from one address that is not trusted. */
  readonly connectionsPerAddress: number;
  /** Calls at once on one gRPC connection; more wait on the client's side. */
  readonly streamsPerConnection: number;
  /** Bytes of the headers of one HTTP request. */
  readonly headerBytes: number;
  /** Bytes of one body of the HTTP API. */
  readonly bodyBytes: number;
  /** Requests a second, for long; ten seconds' worth at once. Heartbeats and polls count little. */
  readonly requestsPerAddress: number;
  readonly requestsPerToken: number;
  readonly instancesPerService: number;
  readonly labelsPerInstance: number;
  /** Event streams of one session of the console. */
  readonly eventStreamsPerSession: number;
}

/** Far above what SDKs, scripts and people do; far below what would harm. */
export const defaultLimits: Limits = {
  connections: 20_000,
  connectionsPerAddress: 2_000,
  streamsPerConnection: 1_000,
  headerBytes: 32 * 1024,
  bodyBytes: 8 * 1024 * 1024,
  requestsPerAddress: 4_000,
  requestsPerToken: 4_000,
  instancesPerService: 200_000,
  labelsPerInstance: 64,
  eventStreamsPerSession: 10,
};
