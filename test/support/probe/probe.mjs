// An application that looks for what it should not find. Plain Node, so that it runs wherever an environment does.
import { execFileSync } from 'node:child_process';
import { appendFileSync, existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createConnection } from 'node:net';

const attempts = {
  /** Files that only Slipway or a neighbour may read. */
  readFiles({ files }) {
    return files.filter((file) => succeeds(() => readFileSync(file)));
  },
  listFolders({ folders }) {
    return folders.filter((folder) => succeeds(() => readdirSync(folder)));
  },
  writeFiles({ files }) {
    return files.filter((file) => succeeds(() => appendFileSync(file, 'x')));
  },
  /** Processes that are not its own, by whatever the kernel shows of them. */
  processes() {
    const own = new Set([String(process.pid), String(process.ppid)]);
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name) && !own.has(name))
      .filter((pid) =>
        ['environ', 'cmdline'].some((file) =>
          succeeds(() => {
            const text = readFileSync(`/proc/${pid}/${file}`, 'utf8');
            if (!/SLIPWAY_ENVIRONMENT=neighbour|slipway-data|postgres|vitest/.test(text))
              throw new Error('own');
          }),
        ),
      );
  },
  memory({ pids }) {
    return pids.filter((pid) =>
      ['mem', 'environ', 'cwd', 'root', 'fd'].some((file) => opens(`/proc/${pid}/${file}`)),
    );
  },
  kill({ pids }) {
    return pids.filter((pid) => succeeds(() => process.kill(pid, 'SIGKILL')));
  },
  /** What would make it more than it is. */
  powers() {
    const tries = {
      setuid: () => process.setuid(0),
      mount: () => run('mount', '-t', 'tmpfs', 'none', '/mnt'),
      unmount: () => run('umount', '/proc'),
      namespace: () => run('unshare', '--user', '--map-root-user', 'mount', '-t', 'proc', 'none', '/proc'),
      sudo: () => run('su', '-c', 'id'),
      enter: () => run('nsenter', '--target', '1', '--mount', '--pid', 'true'),
      chown: () => run('chown', '0', process.argv[1]),
    };
    const before = new Set(['setuid']);
    return Object.entries(tries).flatMap(([name, attempt]) =>
      succeeds(attempt) && !before.has(`${name}!`) ? [name] : [],
    );
  },
  containers() {
    return ['/var/run/docker.sock', '/run/docker.sock', '/run/containerd/containerd.sock'].filter((path) =>
      succeeds(() => {
        if (!existsSync(path)) throw new Error('none');
        readFileSync(path);
      }),
    );
  },
  /** Words that must not stand in what it can see of itself. */
  ownVariables({ words }) {
    const seen = JSON.stringify(process.env) + readFileSync('/proc/self/cmdline', 'utf8');
    return words.filter((word) => seen.includes(word));
  },
  async requests({ calls }) {
    const answered = [];
    for (const { method, url, headers = {} } of calls) {
      const { status } = await fetch(url, {
        method,
        headers,
        redirect: 'manual',
        body: body(method, headers),
      }).catch(() => ({ status: 0 }));
      if (status !== 0 && status < 400) answered.push(`${method} ${url} ${status}`);
    }
    return answered;
  },
  /** Sockets of databases, without a password. */
  async sockets({ paths }) {
    const open = await Promise.all(paths.map((path) => connects(path)));
    return paths.filter((_, index) => open[index]);
  },
};

function body(method, headers) {
  return method === 'GET' || method === 'HEAD' ? undefined : headers['content-type'] ? '{}' : undefined;
}

function run(program, ...args) {
  execFileSync(program, args, { stdio: 'ignore', timeout: 5_000 });
}

function succeeds(attempt) {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
}

function opens(path) {
  return succeeds(() =>
    /(cwd|root)$/.test(path)
      ? readlinkSync(path)
      : path.endsWith('fd')
        ? readdirSync(path)
        : readFileSync(path),
  );
}

function connects(path) {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
  });
}

createServer((request, response) => {
  let text = '';
  request.on('data', (part) => {
    text += part;
  });
  request.on('end', async () => {
    const name = request.url.slice(1);
    if (name === 'healthz') return response.end('ok');
    if (name === 'environment') return response.end(JSON.stringify(process.env));
    try {
      const found = await attempts[name](text === '' ? {} : JSON.parse(text));
      response.end(JSON.stringify(found));
    } catch (error) {
      response.writeHead(500).end(JSON.stringify({ error: error.stack }));
    }
  });
}).listen(process.env.PORT, '127.0.0.1');
writeFileSync(`${process.env.TMPDIR}/started`, 'mine');
