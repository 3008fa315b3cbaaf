import { type ChildProcess, spawn } from 'node:child_process';
import type { Account } from './accounts.ts';

/** How code of an environment is started. */
export interface Launch {
  readonly account: Account | null;
  readonly cwd: string;
  /** A shell command, or an argument vector. */
  readonly command: string | readonly string[];
  readonly variables: Readonly<Record<string, string>>;
  readonly groups: readonly string[];
  /** Of the account, all together; also where control groups are missing. */
  readonly processes: number;
  /** Mounted over /tmp and /var/tmp where there is a namespace, but not over itself. */
  readonly tmp: string;
  /** File descriptor, or `pipe`. */
  readonly output: number | 'pipe';
  readonly isNice?: boolean;
}

export interface Isolation {
  /** A namespace for processes and mounts: neighbours cannot be seen, and nothing outlives its first process. */
  readonly hasNamespaces: boolean;
}

const systemPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/**
 * As the environment: takes its variables from descriptor 3, so that they stand in no argument, and goes to its folder.
 * Without the last of them it does nothing: whoever started it was killed before it could write down that it did.
 */
const inside = `
umask 077
ulimit -c 0
variables=$(cat <&3)
exec 3<&-
case "$variables" in *'#whole') ;; *) exit 124 ;; esac
eval "$variables"
cd "$1" || exit 126
shift`;

/** The first process of a namespace gets no signal that it does not handle: it passes the time and reaps. */
const withInit = `${inside}
trap : TERM INT HUP
"$@" &
child=$!
while :; do wait "$child"; code=$?; kill -0 "$child" 2> /dev/null || break; done
exit "$code"`;

const withoutInit = `${inside}
exec "$@"`;

/** As root: joins the control groups, covers what all may write to, takes its limits, gives up everything, becomes the environment. */
const prelude = `
while [ "$1" != -- ]; do echo 0 > "$1/cgroup.procs" || exit 125; shift; done
shift
if [ -n "$1" ]; then
  for place in /tmp /var/tmp; do
    case "$1" in "$place"/*) continue ;; esac
    if [ -d "$place" ] && [ ! -L "$place" ]; then mount --bind "$1" "$place" || exit 125; fi
  done
  if [ -d /dev/shm ] && [ ! -L /dev/shm ]; then
    mount -t tmpfs -o size=64m,mode=1777,nosuid,nodev none /dev/shm || exit 125
  fi
fi
shift
uid=$1
processes=$2
shift 2
exec prlimit --core=0 --nofile=16384:16384 --nproc="$processes:$processes" -- setpriv --reuid "$uid" --regid "$uid" --clear-groups --no-new-privs --inh-caps=-all --bounding-set=-all -- "$@"`;

/**
 * Starts it in a session of its own. Slipway’s own variables do not go along, nor the environment’s into what runs as
 * root. Nothing of the command runs before its process is noted.
 */
export function launch(
  wanted: Launch,
  { hasNamespaces }: Isolation,
  note: (pid: number) => void = () => undefined,
): ChildProcess {
  const [program = '', ...args] = argumentsOf(wanted, hasNamespaces);
  const child = spawn(program, args, {
    cwd: '/',
    env: { PATH: systemPath },
    detached: true,
    stdio: ['ignore', wanted.output, wanted.output, 'pipe'],
  });
  const variables = child.stdio[3];
  if (!variables || !('write' in variables)) return child;
  variables.on('error', () => undefined);
  try {
    if (child.pid !== undefined) note(child.pid);
  } catch (error) {
    variables.destroy();
    throw error;
  }
  variables.end(`${exportsOf(wanted.variables)}#whole`);
  return child;
}

function argumentsOf(wanted: Launch, hasNamespaces: boolean): string[] {
  const { account, cwd, command, groups, processes, tmp, isNice = false } = wanted;
  const vector = typeof command === 'string' ? ['/bin/sh', '-c', command] : [...command];
  const isInit = account !== null && hasNamespaces;
  const shell = ['/bin/sh', '-c', isInit ? withInit : withoutInit, 'slipway', cwd, ...vector];
  const nice = isNice ? ['nice', '-n', '10'] : [];
  if (account === null) return [...nice, ...shell];
  const root = [
    '/bin/sh',
    '-c',
    prelude,
    'slipway',
    ...groups,
    '--',
    isInit ? tmp : '',
    String(account.uid),
    String(processes),
  ];
  const namespaces = isInit ? ['unshare', ...NAMESPACES, '--kill-child=SIGKILL'] : [];
  return [...nice, ...namespaces, ...root, ...shell];
}

const NAMESPACES = ['--pid', '--mount', '--ipc', '--fork', '--mount-proc'] as const;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** As a shell reads them back, whatever they hold; a NUL cannot be in a variable. */
function exportsOf(variables: Readonly<Record<string, string>>): string {
  return Object.entries(variables)
    .filter(([name]) => NAME.test(name))
    .map(([name, value]) => `export ${name}='${value.replaceAll('\0', '').replaceAll("'", `'\\''`)}'\n`)
    .join('');
}

/** Tried once: some machines let root make no namespaces. */
export async function findIsolation(): Promise<Isolation> {
  if (process.getuid?.() !== 0) return { hasNamespaces: false };
  const child = spawn('unshare', [...NAMESPACES, 'true'], { stdio: 'ignore', env: { PATH: systemPath } });
  const code = await new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', resolve);
  });
  return { hasNamespaces: code === 0 };
}

export { systemPath };
