import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { npm } from '../../scripts/demo/processes.ts';
import { commitOn } from '../../scripts/demo/repositories/index.ts';
import type { Change } from '../../scripts/demo/repositories/work.ts';
import type { Bench } from './installation.ts';

/** A line of web's code that is another each time; answers the branch. */
export async function changeCode({ repository }: Bench, round: number): Promise<string> {
  const branch = `bench/code-${round}`;
  const change: Change = {
    path: 'src/views/page.ts',
    replace: 'Courses by people who do the work.',
    by: `Courses by people who do the work, edition ${round}.`,
  };
  await commitOn(repository, { branch, subject: `Edition ${round}`, changes: [change] });
  return branch;
}

/** One more package for web, as a tarball in its repository, with the lockfile that follows; answers the branch. */
export async function changeDependencies(bench: Bench, round: number): Promise<string> {
  const branch = `bench/dependency-${round}`;
  const name = `note-${round}`;
  const work = await mkdtemp(join(tmpdir(), 'slipway-dependency-'));
  try {
    await checkOutMain(bench.repository, work);
    const tarball = await packNote(work, name);
    const dependencies: Change = {
      path: 'package.json',
      replace: '"fastify":',
      by: `"${name}": "file:./vendor/${name}.tgz",\n    "fastify":`,
    };
    const file = join(work, 'package.json');
    const before = await readFile(file, 'utf8');
    await writeFile(file, before.replace(dependencies.replace, dependencies.by));
    const oldLock = await readFile(join(work, 'package-lock.json'), 'utf8');
    const changes: Change[] = [
      { path: `vendor/${name}.tgz`, text: tarball },
      dependencies,
      { path: 'package-lock.json', replace: oldLock, by: await bench.lockfileOf(work) },
    ];
    await commitOn(bench.repository, { branch, subject: `Use ${name}`, changes });
    return branch;
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}

async function checkOutMain(repository: string, work: string): Promise<void> {
  const args = ['--git-dir', repository, '--work-tree', work, 'checkout', '--force', 'main', '--', '.'];
  await promisify(execFile)('git', args);
}

async function packNote(work: string, name: string): Promise<Buffer> {
  const folder = join(work, name);
  await mkdir(folder);
  const manifest = { name, version: '1.0.0', main: 'index.js' };
  await writeFile(join(folder, 'package.json'), JSON.stringify(manifest));
  await writeFile(join(folder, 'index.js'), `module.exports = '${name}';\n`);
  await npm(['pack', '--silent', '--pack-destination', join(work, 'vendor')], {
    cwd: folder,
    what: `Packing ${name}`,
  });
  const packed = await readFile(join(work, 'vendor', `${name}-1.0.0.tgz`));
  await rm(join(work, 'vendor', `${name}-1.0.0.tgz`));
  await writeFile(join(work, 'vendor', `${name}.tgz`), packed);
  await rm(folder, { recursive: true });
  return packed;
}
