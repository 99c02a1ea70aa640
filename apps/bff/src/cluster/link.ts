/** How frames get from node to node. Fulfilled by grpc-link.ts and redis-link.ts. */
export interface Link {
  /** Begins to take frames for the node of that name; answers the address at which others reach it. */
  listen(name: string, take: (frame: Uint8Array) => boolean): Promise<string>;
  /** Hands a frame to another node; true = it has taken it. Never rejects, and answers within a second. */
  send(to: { readonly name: string; readonly address: string }, frame: Uint8Array): Promise<boolean>;
  /** That node is gone for good. */
  forget(address: string): void;
  /** What carries the frames does not answer: what others hear does not reach us. */
  readonly isOut: boolean;
  close(): Promise<void>;
}
