/** Stands for "whoever it was": which node hears an instance that became ours, or registered elsewhere, is not known yet. */
export const ANY_NODE = 255;

/**
 * Whose duty it is to watch which instance, where several nodes share a database (core.md §5, §6). The checker asks;
 * cluster/ answers. Without one, every instance is ours.
 */
export interface Duty {
  /** Whether this node judges the instance in that slot, by all that is applied of the log. */
  isOurs(slot: number): boolean;
  /** A beat for that slot has come in at our own doors: whoever has the duty is told. */
  beaten(slot: number): void;
  /** What was last heard through the node of that number, or `ANY_NODE`, counts as heard no earlier than this (listening clock). */
  floorOf(via: number): number;
  /** When a link to another node was last without a frame (listening clock); -Infinity = never. */
  readonly linkLostAt: number;
  /** Evidence is missing: nobody is judged until it is back, and then after a full grace. */
  readonly isOut: boolean;
}
