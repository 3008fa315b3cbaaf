import type { BlueprintDatabase, BlueprintService } from '../blueprints/index.ts';
import type { Template } from '../databases/index.ts';
import { hostedId, templateId } from '../runtimes/index.ts';
import type { Found } from '../sources/index.ts';
import { StepFailed } from './failure.ts';
import { codeOf, type Pass, type PassDeps } from './pass.ts';
import type { ServiceFacts } from './ports.ts';
import { type BringUpDeps, digestOf, limitsOf, type Prepared, serviceVariables } from './prepared.ts';

/** What golden data is made of: the default branch’s migrations and seeds, never a branch under test. */
export interface GoldenData {
  readonly template: Template;
  readonly service: BlueprintService;
  readonly database: BlueprintDatabase;
  readonly facts: ServiceFacts;
  readonly at: Found;
  readonly seed: string | null;
}

/** Finds the template that an environment’s data comes from; whether it is made is another question. */
export async function findGoldenData(
  { source }: Pick<PassDeps, 'source'>,
  {
    blueprintId,
    model,
    seed,
    services,
  }: {
    blueprintId: number;
    model: Pass['row']['model'];
    seed: string | null;
    services: readonly ServiceFacts[];
  },
): Promise<GoldenData | null> {
  const { database } = model;
  const service = model.services.find(({ name }) => name === database?.service);
  if (!database || !service) return null;
  const facts = codeOf(service, services, 'data');
  const at = await source.find(facts.repository, { branch: facts.defaultBranch }, facts.folder);
  const command = seed === null ? '' : (database.seeds[seed] ?? '');
  const digest = digestOf(at.tree, service.build ?? '', database.migrate ?? '', command);
  const template = { name: `b${blueprintId}-${seed ?? 'empty'}`, digest };
  return { template, service, database, facts, at, seed };
}

/** A database, and whether this generation’s migrations are in it. */
export interface PreparedData {
  readonly url: string;
  readonly isMigrated: boolean;
}

/** The environment’s database as this pass wants it. */
export async function cloneOrCreate(
  deps: BringUpDeps,
  pass: Pass,
  prepared: Prepared,
): Promise<PreparedData> {
  const { row, id } = pass;
  const { databases, runtime } = deps;
  return pass.step({ name: 'data', log: 'data' }, async () => {
    const action = row.data_action;
    if (action?.kind === 'clone') {
      const url = await databases.clone(hostedId(action.from), id);
      return { value: { url, isMigrated: false }, detail: 'a copy' };
    }
    if (action?.kind === 'restore') {
      await runtime.stop(id);
      await databases.restore(id, action.snapshot);
      const url = await databases.create(id, null);
      return { value: { url, isMigrated: false }, detail: `snapshot ${action.snapshot}` };
    }
    const present = await databases.url(id);
    const isKnown = row.migrated_generation === row.generation;
    if (action?.kind !== 'reset' && present !== null)
      return { value: { url: present, isMigrated: isKnown }, detail: 'kept' };
    const golden = await ensureGolden(deps, pass, prepared.services);
    if (action?.kind === 'reset') {
      await runtime.stop(id);
      await databases.reset(id, golden.template);
    }
    const url = await databases.create(id, golden.template);
    const isMigrated = isSameCode(row, golden.data);
    return { value: { url, isMigrated }, detail: golden.wasMade ? 'seeded anew' : 'from the golden copy' };
  });
}

/** The environment runs the code that made the data: its migrations are in there. */
function isSameCode({ revisions }: Pass['row'], { facts, at }: GoldenData): boolean {
  return revisions.services.some(({ service, tree }) => service === facts.key && tree === at.tree);
}

async function ensureGolden(
  deps: BringUpDeps,
  pass: Pass,
  services: readonly ServiceFacts[],
): Promise<{ data: GoldenData; template: Template; wasMade: boolean }> {
  const { row } = pass;
  const golden = await findGoldenData(deps, {
    blueprintId: row.blueprint_id,
    model: row.model,
    seed: row.seed,
    services,
  });
  if (!golden) throw new Error('The blueprint has no database.');
  const { template } = golden;
  if (await deps.databases.hasTemplate(template)) return { data: golden, template, wasMade: false };
  await deps.databases.ensureTemplate(template, (url) => fill(deps, pass, golden, url));
  return { data: golden, template, wasMade: true };
}

/** Runs the default branch’s code under an account of its own, with no secret but the database’s URL. */
async function fill(deps: BringUpDeps, pass: Pass, golden: GoldenData, url: string): Promise<void> {
  const { runtime, source } = deps;
  const { service, database, facts, at, seed } = golden;
  const environment = templateId(pass.row.id);
  const output = { write: say(pass, 'data'), signal: pass.signal };
  try {
    const artifact = await runtime.build(
      {
        environment,
        service: service.name,
        content: at.tree,
        checkOut: (into, stop) =>
          source.checkOut(facts.repository, { commit: at.commit, folder: facts.folder, into }, stop),
        command: service.build,
        variables: {},
        limits: limitsOf(service),
      },
      output,
    );
    const variables = { [database.variable]: url };
    const commands = [database.migrate, seed === null ? null : (database.seeds[seed] ?? null)];
    for (const command of commands)
      if (command !== null)
        await task(deps, pass, {
          environment,
          service,
          artifact: artifact.key,
          command,
          variables,
          log: 'data',
        });
  } finally {
    await runtime.destroy(environment);
  }
}

/** The branch’s own migrations, over what the default branch has. */
export async function migrate(
  deps: BringUpDeps,
  pass: Pass,
  prepared: Prepared,
  artifacts: ReadonlyMap<string, string>,
  url: string,
): Promise<void> {
  const { row, id } = pass;
  const { database } = row.model;
  const service = row.model.services.find(({ name }) => name === database?.service);
  if (!database || !service || database.migrate === null) return;
  const command = database.migrate;
  const variables = serviceVariables(database, service, prepared, url);
  const artifact = artifacts.get(service.name) ?? '';
  await pass.step({ name: 'migrate', service: service.name, log: 'migrate' }, async () => {
    await task(deps, pass, { environment: id, service, artifact, command, variables, log: 'migrate' });
    return { value: undefined };
  });
}

interface Task {
  environment: ReturnType<typeof hostedId>;
  service: BlueprintService;
  artifact: string;
  command: string;
  variables: Readonly<Record<string, string>>;
  log: string;
}

async function task({ runtime }: BringUpDeps, pass: Pass, wanted: Task): Promise<void> {
  const { log, service, ...request } = wanted;
  const write = say(pass, log);
  let last = '';
  write(`$ ${wanted.command}\n`);
  const code = await runtime.run(
    { ...request, service: service.name, limits: limitsOf(service) },
    {
      signal: pass.signal,
      write(text) {
        last = `${last}${text}`.slice(-2_000);
        write(text);
      },
    },
  );
  if (code === 0) return;
  throw new StepFailed({
    step: log,
    message: `"${wanted.command}" ended with exit code ${code}: ${last.trim().split('\n').slice(-8).join('\n')}`,
    remedy: `Mend it in the code, or read the whole log "${log}". Then redeploy.`,
  });
}

/** In order, without anybody waiting: a log that cannot be written fails nothing. */
function say(pass: Pass, source: string): (text: string) => void {
  let writing = Promise.resolve();
  return (text) => {
    writing = writing.then(() => pass.say(source, text)).catch(() => undefined);
  };
}
