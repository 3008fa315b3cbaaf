import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { npm, run } from './processes.ts';
import { type ServiceName, services } from './repositories/work.ts';

const root = resolve(import.meta.dirname, '../..');
const packed = ['engine', 'sdk'] as const;

/**
 * A copy of academy in `folder`, with the packed engine and SDK as its dependencies, as a user of the published packages
 * would have it. An unchanged copy is kept, so that a second start is fast.
 */
export async function installAcademy(folder: string, say: (line: string) => void): Promise<void> {
  const vendor = await packVendor(folder);
  await Promise.all(services.map((service) => installService(folder, service, vendor, say)));
}

/** The packages that academy needs of Slipway's, in `<folder>/vendor`. */
export async function packVendor(folder: string): Promise<string> {
  const vendor = join(folder, 'vendor');
  await rm(vendor, { recursive: true, force: true });
  await mkdir(vendor, { recursive: true });
  await run(
    process.execPath,
    [join(root, 'node_modules/typescript/bin/tsc'), '-b', 'packages/engine', 'packages/sdk'],
    {
      cwd: root,
      what: 'Building the SDK',
    },
  );
  for (const name of packed) await pack(name, vendor);
  return vendor;
}

async function pack(name: (typeof packed)[number], vendor: string): Promise<void> {
  const args = ['pack', '--json', '--pack-destination', vendor];
  const output = await npm(args, { cwd: join(root, 'packages', name), what: `Packing @slipway/${name}` });
  const [{ filename }] = JSON.parse(output.slice(output.indexOf('[')));
  await cp(join(vendor, filename), join(vendor, `slipway-${name}.tgz`));
  await rm(join(vendor, filename));
}

async function installService(
  folder: string,
  service: ServiceName,
  vendor: string,
  say: (line: string) => void,
): Promise<void> {
  const source = join(root, 'examples/academy', service);
  const target = join(folder, service);
  await rm(join(target, 'src'), { recursive: true, force: true });
  await cp(source, target, {
    recursive: true,
    filter: (path) => !/\/(node_modules|vendor)(\/|$)/.test(path),
  });
  const state = await stateOf(source, vendor);
  const stateFile = join(target, '.installed');
  if ((await readFile(stateFile, 'utf8').catch(() => '')) === state) return;
  say(`Installing academy's ${service} …`);
  await cp(vendor, join(target, 'vendor'), { recursive: true });
  await rm(join(target, 'package-lock.json'), { force: true });
  await npm(['install', '--omit=dev', '--no-audit', '--no-fund'], {
    cwd: target,
    what: `Installing academy's ${service}`,
  });
  await writeFile(stateFile, state);
}

async function stateOf(source: string, vendor: string): Promise<string> {
  const hash = createHash('sha256').update(await readFile(join(source, 'package.json')));
  for (const name of packed) hash.update(await readFile(join(vendor, `slipway-${name}.tgz`)));
  return hash.digest('hex');
}
