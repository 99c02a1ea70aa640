/** One figure of a bench, as a line of the table and of the JSON. Absent = the bench has no such figure. */
export interface Row {
  /** What was done, e.g. "64 × 1". */
  readonly case: string;
  /** Operations a second, and their latency in ms. */
  readonly opsPerSecond?: number;
  readonly p50Ms?: number;
  readonly p99Ms?: number;
  readonly p999Ms?: number;
  /** CPU-seconds of server and generator in the measured time; operations by CPU-second of the server. */
  readonly serverCpu?: number;
  readonly generatorCpu?: number;
  readonly opsPerCpuSecond?: number;
  /** Of the server at the end, MiB. */
  readonly rssMiB?: number;
  /** Share of the yardstick of the same run, and which one that is. */
  readonly ofYardstick?: number;
  readonly yardstick?: string;
  /** Load average of the machine at the end: from 2 on the figures are worth little. */
  readonly loadAverage?: number;
  /** Why the run counts for nothing; absent = every answer was right. */
  readonly void?: string;
  /** Further figures by name. */
  readonly more?: Readonly<Record<string, number>>;
}
