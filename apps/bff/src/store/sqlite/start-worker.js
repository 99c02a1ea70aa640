// The store's threads: sqlite-worker.ts, but quicker to be there. What they are asked meanwhile waits.
import { cacheCode } from '../../code-cache.mjs';

cacheCode();
import('./sqlite-worker.ts');
