/** Where to go after signing in: an address of this console only, whatever the query asks for. */
export function nextAddress(next: string | null): string {
  if (!next?.startsWith('/') || next.startsWith('//') || next.includes('\\')) return '/';
  return next.startsWith('/sign-in') ? '/' : next;
}
