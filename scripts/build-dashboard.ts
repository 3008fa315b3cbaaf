// `npm run dashboard`: builds the dashboard when its sources have changed since. It runs before everything that serves it.
import { buildDashboard } from './dashboard/build.ts';

try {
  await buildDashboard(console.error);
} catch (error) {
  console.error(
    `The dashboard could not be built.\n${error instanceof Error ? error.message : String(error)}`,
  );
  process.exitCode = 1;
}
