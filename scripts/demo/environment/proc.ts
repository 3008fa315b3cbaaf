import { readdir, readFile, readlink } from 'node:fs/promises';

/** A process of an environment, from /proc. */
export interface Found {
  pid: number;
  uid: number;
  variables: ReadonlyMap<string, string>;
  /** TCP ports on which it listens. */
  ports: readonly number[];
}

/** Every process that works in the folder, was started from it or names it; none where there is no /proc. */
export async function processesOf(folder: string): Promise<Found[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const listening = await listeningSockets();
  const found = await Promise.all(pids.map((pid) => look(pid, folder, listening)));
  return found.filter((one) => one !== null);
}

/** On which ports of this machine something listens. */
export async function openPorts(): Promise<ReadonlySet<number>> {
  return new Set((await listeningSockets()).values());
}

async function look(
  pid: number,
  folder: string,
  listening: ReadonlyMap<string, number>,
): Promise<Found | null> {
  if (pid === process.pid) return null;
  const place = `/proc/${pid}`;
  const [cwd, executable, command, environment] = await Promise.all([
    readlink(`${place}/cwd`).catch(() => ''),
    readlink(`${place}/exe`).catch(() => ''),
    readFile(`${place}/cmdline`, 'utf8').catch(() => ''),
    readFile(`${place}/environ`, 'utf8').catch(() => ''),
  ]);
  const said = [cwd, executable, ...command.split('\0'), ...environment.split('\0')];
  if (!said.some((text) => `${text}/`.includes(`${folder}/`))) return null;
  const [uid, ports] = await Promise.all([uidOf(pid), portsOf(place, listening)]);
  return { pid, uid, variables: variablesIn(environment), ports };
}

/** Who runs as one of these accounts. */
export async function processesAs(uids: readonly number[]): Promise<number[]> {
  const names = await readdir('/proc').catch(() => []);
  const pids = names.filter((name) => /^\d+$/.test(name)).map(Number);
  const owned = await Promise.all(pids.map(async (pid) => uids.includes(await uidOf(pid))));
  return pids.filter((_, index) => owned[index]);
}

async function uidOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/^Uid:\s+(\d+)/m.exec(status)?.[1] ?? -1);
}

function variablesIn(environment: string): ReadonlyMap<string, string> {
  const pairs = environment.split('\0').map((pair): [string, string] => {
    const end = pair.indexOf('=');
    return [pair.slice(0, end), pair.slice(end + 1)];
  });
  return new Map(pairs);
}

async function portsOf(place: string, listening: ReadonlyMap<string, number>): Promise<number[]> {
  const names = await readdir(`${place}/fd`).catch(() => []);
  const targets = await Promise.all(names.map((name) => readlink(`${place}/fd/${name}`).catch(() => '')));
  return targets.flatMap((target) => {
    const port = listening.get(/^socket:\[(\d+)\]$/.exec(target)?.[1] ?? '');
    return port === undefined ? [] : [port];
  });
}

const LISTENS = '0A';

/** Inode → port. */
async function listeningSockets(): Promise<ReadonlyMap<string, number>> {
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(`/proc/net/${name}`, 'utf8').catch(() => '')),
  );
  const rows = tables.flatMap((table) => table.split('\n').slice(1)).map((line) => line.trim().split(/\s+/));
  return new Map(
    rows.flatMap(([, local = '', , state, , , , , , inode = '']): [string, number][] =>
      state === LISTENS ? [[inode, Number.parseInt(local.split(':')[1] ?? '', 16)]] : [],
    ),
  );
}
