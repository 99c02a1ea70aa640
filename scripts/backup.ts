// `npm run backup -- FILE`: one moment of the data as a file of its own, also while the server runs.
import { backUp } from '../apps/bff/src/store/sqlite/backup.ts';
import { storeCommand } from './parts/store-command.ts';

storeCommand('backup', (dataDir, file) => {
  backUp(dataDir, file);
  return `${file} now holds the data of ${dataDir}.`;
});
