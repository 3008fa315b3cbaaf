export { createLog, hideSecrets, type Logger, type LogLevel, logLevels } from './log.ts';
