export { createLog, type Logger, type LogLevel, logLevels } from './log.ts';
