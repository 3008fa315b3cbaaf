export { BackupError } from './backup-error.ts';
export { readBackupFile, writeBackupFile } from './backup-file.ts';
export { contentHash, exportDatabase, type Summary } from './export-database.ts';
export { importDatabase } from './import-database.ts';
