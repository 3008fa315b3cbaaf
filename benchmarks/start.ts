// `npm run bench:start -- --json`: start to first healthy answer, and memory of all processes, from the built server.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { get } from 'node:http';
import { createServer } from 'node:net';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(import.meta.dirname, '..');
const rounds = 5;

interface Start {
  readyMs: number;
  memoryMb: number;
}

/** Starts the built server on this folder, waits for its first healthy answer, measures and ends it. */
async function measureStart(folder: string): Promise<Start> {
  const port = await freePort();
  const deliveryPort = await freePort();
  const args = [
    'packages/server/dist/main.js',
    '--data',
    folder,
    '--port',
    `${port}`,
    '--delivery-port',
    `${deliveryPort}`,
  ];
  const startedAt = performance.now();
  const server = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'ignore', 'pipe'] });
  let complaint = '';
  server.stderr.on('data', (chunk) => {
    complaint = (complaint + chunk).slice(-2000);
  });
  while (!(await isReady(port))) {
    if (server.exitCode !== null) throw new Error(`The server ended:\n${complaint}`);
    await new Promise((done) => setTimeout(done, 5));
  }
  const readyMs = performance.now() - startedAt;
  await new Promise((done) => setTimeout(done, 3000)); // memory at rest, not at its peak
  const memoryMb = sum(withDescendants(server.pid ?? 0).map(proportionalKb)) / 1024;
  server.kill('SIGTERM');
  await once(server, 'exit');
  return { readyMs, memoryMb };
}

function isReady(port: number): Promise<boolean> {
  return new Promise((done) => {
    const request = get({ host: '127.0.0.1', port, path: '/readyz' }, (response) => {
      response.resume();
      done(response.statusCode === 200);
    });
    request.on('error', () => done(false));
  });
}

/** The process and all below it, from /proc. */
function withDescendants(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc').filter((entry) => /^\d+$/.test(entry))) {
    const status = readProc(`/proc/${name}/status`);
    parents.set(Number(name), Number(/^PPid:\s+(\d+)/m.exec(status)?.[1] ?? 0));
  }
  const found = new Set([pid]);
  for (const one of found) for (const [child, parent] of parents) if (parent === one) found.add(child);
  return [...found];
}

/** Proportional set size: shared pages count once, divided among those who share them. */
function proportionalKb(pid: number): number {
  return Number(/^Pss:\s+(\d+)/m.exec(readProc(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0);
}

function readProc(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has ended since it was listed
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 0;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

function median(values: number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function report(): string {
  const machine = `${cpus()[0]?.model.trim()}, ${availableParallelism()} cores, Node ${process.version.slice(1)}`;
  const { newFolderMs, existingFolderMs, memoryMb } = result;
  return `# Start and memory

${new Date().toISOString().slice(0, 10)}, ${machine}. The built server with its embedded PostgreSQL: process start to the first 200 of \`/readyz\`, median of ${rounds}; memory is the largest proportional set size of all processes, three seconds later. Bars: 2 s on an existing folder, 200 MB.

| | |
|---|---:|
| new folder | ${newFolderMs} ms |
| existing folder | ${existingFolderMs} ms |
| server and database | ${memoryMb} MB |
`;
}

const built = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-b'], {
  cwd: root,
  stdio: 'inherit',
});
if (built.status !== 0) process.exit(1);

const fresh: Start[] = [];
const existing: Start[] = [];
for (let round = 0; round < rounds; round++) {
  const folder = mkdtempSync(join(tmpdir(), 'slipway-start-'));
  chmodSync(folder, 0o711); // PostgreSQL’s account has to pass
  fresh.push(await measureStart(join(folder, 'data')));
  existing.push(await measureStart(join(folder, 'data')));
  await rm(folder, { recursive: true, force: true });
}

const result = {
  newFolderMs: Math.round(median(fresh.map((start) => start.readyMs))),
  existingFolderMs: Math.round(median(existing.map((start) => start.readyMs))),
  memoryMb: Math.round(Math.max(...[...fresh, ...existing].map((start) => start.memoryMb))),
};
if (process.argv.includes('--write')) await writeFile(new URL('results/start.md', import.meta.url), report());
if (!process.argv.includes('--json')) {
  console.log(`Start to first healthy answer, median of ${rounds}; largest memory of all processes (PSS)`);
  console.log(`new folder       ${result.newFolderMs} ms`);
  console.log(`existing folder  ${result.existingFolderMs} ms`);
  console.log(`memory           ${result.memoryMb} MB`);
}
console.log(JSON.stringify(result));
