import { pino } from 'pino';
import { createGitSource } from '../../packages/server/src/sources/index.ts';

// A process of its own that fetches a repository, for tests that kill it: folder, URL.
const [, , folder = '', url = ''] = process.argv;
const source = createGitSource({ folder, allowFolders: [], log: pino({ level: 'silent' }) });
await source.fetch({ url, credential: null });
