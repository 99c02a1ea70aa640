/**
 * What is known of each instance, as columns over slots: fixed shared memory with one writer, reserved for as many
 * as there may ever be, as untouched pages cost nothing (core.md §4).
 */
export class InstanceColumns {
  readonly maxSlots: number;
  readonly bits: Uint8Array;
  readonly ttlSeconds: Uint8Array;
  readonly port: Uint16Array;
  readonly weight: Uint16Array;
  /** Key of the owning service. */
  readonly service: Uint32Array;
  /** Interned texts. */
  readonly host: Uint32Array;
  readonly version: Uint32Array;
  readonly protocol: Uint32Array;
  readonly region: Uint32Array;
  readonly zone: Uint32Array;
  readonly campus: Uint32Array;
  /** Epoch seconds. */
  readonly ctime: Uint32Array;
  readonly mtime: Uint32Array;
  /** `internal-lastheartbeat`, epoch seconds, where bit `silent` is set. */
  readonly silentSince: Uint32Array;
  /** Position of the registration: tells a reused slot from the old one. */
  readonly bornAt: Float64Array;
  /** `bornAt` of the row as it was written: the same on every node and after a start, unlike positions of readers. */
  readonly rowBornAt: Float64Array;
  /** Position of the last change that readers see. */
  readonly changedAt: Float64Array;
  /** Epoch ms since when the health is what it is, and since when the isolation is. */
  readonly healthSince: Float64Array;
  readonly isolatedSince: Float64Array;
  /** `hashOf` the id: tells a slot's instance from one that had the slot before, without reading rows. */
  readonly idHash: Uint32Array;
  /** Last beat: listening clock ms for judging (checker/), epoch ms for people; 0 = none since start. */
  readonly beatAt: Float64Array;
  readonly beatWallMs: Float64Array;

  constructor(maxSlots: number) {
    this.maxSlots = maxSlots;
    const bytes = (width: number) => new SharedArrayBuffer(maxSlots * width);
    this.bits = new Uint8Array(bytes(1));
    this.ttlSeconds = new Uint8Array(bytes(1));
    this.port = new Uint16Array(bytes(2));
    this.weight = new Uint16Array(bytes(2));
    this.service = new Uint32Array(bytes(4));
    this.host = new Uint32Array(bytes(4));
    this.version = new Uint32Array(bytes(4));
    this.protocol = new Uint32Array(bytes(4));
    this.region = new Uint32Array(bytes(4));
    this.zone = new Uint32Array(bytes(4));
    this.campus = new Uint32Array(bytes(4));
    this.ctime = new Uint32Array(bytes(4));
    this.mtime = new Uint32Array(bytes(4));
    this.silentSince = new Uint32Array(bytes(4));
    this.bornAt = new Float64Array(bytes(8));
    this.rowBornAt = new Float64Array(bytes(8));
    this.changedAt = new Float64Array(bytes(8));
    this.healthSince = new Float64Array(bytes(8));
    this.isolatedSince = new Float64Array(bytes(8));
    this.idHash = new Uint32Array(bytes(4));
    this.beatAt = new Float64Array(bytes(8));
    this.beatWallMs = new Float64Array(bytes(8));
  }
}
