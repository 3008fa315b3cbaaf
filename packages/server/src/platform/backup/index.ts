export { type BackupCode, BackupError } from './backup-error.ts';
export { backupToFile, restoreFromFile } from './backup-file.ts';
export { contentHash, type ExportOptions, exportDatabase, type Summary } from './export-database.ts';
export { type ImportOptions, importDatabase } from './import-database.ts';
