// `npm run restore -- FILE`: puts a backup in the place of the data. The server must be stopped.
import { restore } from '../apps/bff/src/store/sqlite/backup.ts';
import { storeCommand } from './parts/store-command.ts';

storeCommand('restore', (dataDir, file) => {
  const kept = restore(dataDir, file);
  const before = kept === null ? '' : ` What was there before is kept as ${kept}.`;
  return `${dataDir} now holds the data of ${file}.${before}`;
});
