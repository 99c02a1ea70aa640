import { storeContract } from '../store-contract.ts';
import { SqliteHarness } from './testing.ts';

storeContract('SQLite', () => SqliteHarness.open(), 8);
