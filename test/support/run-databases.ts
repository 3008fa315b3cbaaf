import type { HostedId } from '../../packages/server/src/runtimes/index.ts';
import { databasesOn, fillGolden, golden } from './environment-databases.ts';

/** A process that works on environments' databases and is killed, as by kill -9, when it comes to the step. */
const [adminUrl = '', operation = '', step = '', first = '', second = ''] = process.argv.slice(2);
const databases = databasesOn(adminUrl, {
  onStep: (reached) => {
    if (reached === step) process.kill(process.pid, 'SIGKILL');
  },
});
const [id, other] = [first as HostedId, second as HostedId];

const operations: Readonly<Record<string, () => Promise<unknown>>> = {
  ensureTemplate: () => databases.ensureTemplate({ name: first, digest: 'one' }, fillGolden),
  create: () => databases.create(id, golden),
  reset: () => databases.reset(id, golden),
  snapshot: () => databases.snapshot(id, 'before'),
  restore: () => databases.restore(id, 'kept'),
  clone: () => databases.clone(id, other),
  destroy: () => databases.destroy(id),
};
await operations[operation]?.();
await databases.leave();
