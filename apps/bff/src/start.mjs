// The server as `npm start` runs it: main.ts, but quicker to be there.
import { cacheCode } from './code-cache.mjs';

cacheCode();
import('./main.ts');
