import type { Package } from './files.ts';

/** A service of a Compose file, as YAML gives it. */
export type Service = Readonly<Record<string, unknown>>;

export interface Guess {
  service: string;
  route?: { path: string; port: number };
  process?: { build?: string; run?: string; health?: string };
}

export interface DatabaseGuess {
  service: string;
  variable: string;
  migrate?: string;
  seeds?: Record<string, string>;
}

export interface Guesses {
  services: ReadonlyMap<string, Guess>;
  database: DatabaseGuess | null;
  /** What a person has to look at. */
  left: string[];
}

/** What x-slipway could say of a file’s services; `packages`: the package.json of each, where there is one. */
export function guess(
  services: Readonly<Record<string, Service>>,
  packages: ReadonlyMap<string, Package>,
): Guesses {
  const left: string[] = [];
  const own = Object.entries(services).filter(([name, service]) => hasCode(name, service, left));
  const front = frontOf(own);
  const found = own.map(([name, service]): [string, Guess] => {
    const route = routeOf(name, service, front);
    const process = processOf(name, service, packages.get(name), left);
    return [name, { service: slugOf(name), ...(route ? { route } : {}), ...(process ? { process } : {}) }];
  });
  if (front === null) left.push('No service publishes a port: add a route to what people open.');
  const hasDatabase = Object.values(services).some(isPostgres);
  const database = hasDatabase ? databaseOf(own, packages, left) : null;
  return { services: new Map(found), database, left };
}

function hasCode(name: string, service: Service, left: string[]): boolean {
  if (service.build !== undefined) return true;
  if (!isPostgres(service))
    left.push(
      `${name} runs an image, which the process runtime cannot: give it x-slipway.service and a command, or profiles to leave it out.`,
    );
  return false;
}

function isPostgres({ image }: Service): boolean {
  return typeof image === 'string' && /(?:^|\/)(?:postgres|postgis|pgvector|timescaledb)/.test(image);
}

function frontOf(own: readonly (readonly [string, Service])[]): string | null {
  const published = own.filter(([, service]) => portOf(service) !== null).map(([name]) => name);
  return published.find((name) => /^(web|www|frontend|front|app|ui)$/.test(name)) ?? published[0] ?? null;
}

function routeOf(name: string, service: Service, front: string | null): Guess['route'] {
  const port = portOf(service);
  return port === null ? undefined : { path: name === front ? '/' : `/${slugOf(name)}`, port };
}

function portOf({ ports, expose }: Service): number | null {
  const first: unknown = [ports, expose].flatMap((list) => (Array.isArray(list) ? list : []))[0];
  const target = typeof first === 'object' && first !== null ? Reflect.get(first, 'target') : first;
  const port = Number(/(\d+)(?:\/tcp)?$/.exec(String(target ?? ''))?.[1]);
  return port >= 1 && port <= 65_535 ? port : null;
}

function processOf(
  name: string,
  service: Service,
  found: Package | undefined,
  left: string[],
): Guess['process'] {
  const build = found && buildOf(found);
  const run = service.command === undefined && found?.scripts.start ? 'npm start' : undefined;
  if (service.command === undefined && run === undefined)
    left.push(`${name} has no command: add x-slipway.process.run.`);
  const health = healthOf(service.healthcheck);
  if (health === undefined)
    left.push(`${name} has no health path: it counts as ready once its port answers.`);
  const process = { ...(build ? { build } : {}), ...(run ? { run } : {}), ...(health ? { health } : {}) };
  return Object.keys(process).length === 0 ? undefined : process;
}

function buildOf({ scripts, hasLock }: Package): string {
  return [hasLock ? 'npm ci' : 'npm install', ...(scripts.build ? ['npm run build'] : [])].join(' && ');
}

function healthOf(check: unknown): string | undefined {
  const test: unknown = typeof check === 'object' && check !== null ? Reflect.get(check, 'test') : undefined;
  const line = Array.isArray(test) ? test.join(' ') : String(test ?? '');
  const url = /\bhttps?:\/\/[^\s/'"]+(\/[^\s'"#|;&)]*)?/.exec(line);
  return url ? (url[1] ?? '/') : undefined;
}

function databaseOf(
  own: readonly (readonly [string, Service])[],
  packages: ReadonlyMap<string, Package>,
  left: string[],
): DatabaseGuess | null {
  const using = own.flatMap(([name, service]) => {
    const variable = databaseVariableOf(service);
    return variable === null ? [] : [{ name, variable, scripts: packages.get(name)?.scripts ?? {} }];
  });
  const chosen = using.find(({ scripts }) => migrateOf(scripts) !== undefined) ?? using[0];
  if (!chosen) {
    left.push('There is PostgreSQL, but no variable such as DATABASE_URL: add x-slipway.database by hand.');
    return null;
  }
  const { name, variable, scripts } = chosen;
  const migrate = migrateOf(scripts);
  const seeds = seedsOf(scripts);
  if (migrate === undefined) left.push(`No script of ${name} migrates: add x-slipway.database.migrate.`);
  return {
    service: name,
    variable,
    ...(migrate === undefined ? {} : { migrate }),
    ...(Object.keys(seeds).length === 0 ? {} : { seeds }),
  };
}

function databaseVariableOf({ environment }: Service): string | null {
  const pairs = Array.isArray(environment)
    ? environment.map((line) => String(line).split(/=(.*)/s))
    : Object.entries(environment ?? {});
  const found = pairs.find(
    ([name, value]) =>
      /^(DATABASE|DB|POSTGRES|POSTGRESQL|PG)_?(URL|URI)$/.test(String(name)) ||
      /^postgres(ql)?:\/\//.test(String(value ?? '')),
  );
  return found ? String(found[0]) : null;
}

type Scripts = Package['scripts'];

function migrateOf(scripts: Scripts): string | undefined {
  const name = ['migrate', 'db:migrate', 'migrate:deploy', 'migrations', 'migrate:up'].find(
    (one) => scripts[one] !== undefined,
  );
  return name === undefined ? undefined : `npm run ${name}`;
}

function seedsOf(scripts: Scripts): Record<string, string> {
  const named = Object.keys(scripts).flatMap((name): [string, string][] => {
    const profile = /^(?:db:)?seed(?::([A-Za-z0-9._-]+))?$/.exec(name);
    return profile ? [[profile[1] ?? 'default', `npm run ${name}`]] : [];
  });
  return Object.fromEntries(named.sort(([a], [b]) => Number(b === 'default') - Number(a === 'default')));
}

export function slugOf(name: string): string {
  const slug = name
    .replace(/^@[^/]*\//, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);
  return slug === '' ? 'app' : slug;
}
