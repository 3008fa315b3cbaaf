import { failureOf } from './failure.ts';
import { runSlipway } from './run.ts';

runSlipway(process.argv.slice(2), process.env).catch((error: unknown) => {
  const { exitCode, line } = failureOf(error);
  console.error(line);
  process.exitCode = exitCode;
  // Something that did not start may hold the process open.
  setTimeout(() => process.exit(exitCode), 1_000).unref();
});
