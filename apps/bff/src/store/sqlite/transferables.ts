/** The buffers in a message, up to two levels deep: they change hands instead of being copied. */
export function transferables(message: unknown): ArrayBuffer[] {
  const found: ArrayBuffer[] = [];
  const visit = (value: unknown, depth: number): void => {
    if (value instanceof ArrayBuffer) found.push(value);
    else if (ArrayBuffer.isView(value)) visit(value.buffer, depth);
    else if (typeof value === 'object' && value !== null && depth > 0) {
      for (const inner of Object.values(value)) visit(inner, depth - 1);
    }
  };
  visit(message, 2);
  return found;
}
