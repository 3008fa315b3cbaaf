import { createKeeper } from '../../packages/server/src/gateway/keeper.ts';

/** A control plane without anything but the gateway's process: opens it on the port, and says the pid, or why not. */
const port = Number(process.argv[2]);
const log = { debug: ignore, info: ignore, warn: ignore, error: ignore };
let pid: number | undefined;

const keeper = createKeeper({
  log,
  hear: ignore,
  async opening() {
    const options = {
      ...{ host: '127.0.0.1', port, domains: ['localhost'], isSecure: false, trustProxy: [] },
      ...{ dashboardUrl: 'http://127.0.0.1:1', holdMs: 1_000, answerMs: 1_000 },
    };
    return { v: 1, type: 'open', options, routes: [] };
  },
  onChild(child) {
    pid = child?.pid;
  },
  onListening: ignore,
});

try {
  await keeper.start();
  process.stdout.write(`${JSON.stringify({ pid })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ message: error instanceof Error ? error.message : '' })}\n`);
}

function ignore(): void {}
