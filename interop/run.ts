// `npm run interop`: the published SDKs against the product.
import { printResult } from '../scripts/parts/print.ts';
import { playInterop } from './play.ts';

printResult(await playInterop());
