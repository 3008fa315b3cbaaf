import { createControlPlane } from './door/control-plane.ts';
import { createDoor, type Door } from './door/door.ts';
import { listenPatiently } from './door/listen.ts';
import { Command, MESSAGES_VERSION, type Report } from './messages.ts';

/** The gateway's own process: knows what it is told over the channel and ends with the control plane. */
function main(): void {
  const say = (report: Report): void => void process.send?.(report, undefined, undefined, () => undefined);
  const controlPlane = createControlPlane(say);
  let door: Door | undefined;

  const open = async ({ options, routes }: Extract<Command, { type: 'open' }>): Promise<void> => {
    door = createDoor(options, controlPlane);
    door.routes.reset(routes);
    try {
      say({ v: MESSAGES_VERSION, type: 'listening', port: await listenPatiently(door.server, options) });
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      const message = `${options.host}:${options.port}`;
      say({ v: MESSAGES_VERSION, type: 'cannot-listen', code, message });
    }
  };

  process.on('message', (message: unknown) => {
    const command = Command.parse(message);
    if (command.type === 'open') void open(command);
    else if (command.type === 'route') door?.routes.set(command.slug, command.route);
    else if (command.type === 'ask-again') door?.askAgain();
    else if (command.type === 'close') void (door?.close() ?? Promise.resolve()).then(() => process.exit(0));
    else controlPlane.hear(command);
  });
  // However it ended: the port has to be free for the next one.
  process.on('disconnect', () => process.exit(0));
  // A terminal sends them to the whole group; the control plane says when it is time.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  process.on('uncaughtException', (error) => {
    console.error(JSON.stringify({ level: 'error', message: 'the gateway failed', stack: error.stack }));
    process.exit(1);
  });
  say({ v: MESSAGES_VERSION, type: 'started' });
}

main();
