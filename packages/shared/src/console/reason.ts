/** A reason has at least so many characters: fewer tell nobody anything. */
export const SHORTEST_REASON = 3;
