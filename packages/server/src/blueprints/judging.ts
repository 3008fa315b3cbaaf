import { isHostPath, leadsOutside } from './paths.ts';
import { buildKeys, fileKeys, saidOf, serviceKeys } from './policy.ts';
import {
  applyPolicies,
  isTrue,
  items,
  type MapSpot,
  member,
  members,
  refuseJudged,
  type Spot,
} from './reading.ts';
import type { Report } from './report.ts';

type Rule = (spot: Spot) => 'refused' | 'ignored' | 'fine';

const hostOrContainer: Rule = ({ tree }) =>
  tree.kind === 'scalar' && ['none', 'bridge', 'private', ''].includes(tree.text ?? '')
    ? 'ignored'
    : 'refused';

const unlessFalse: Rule = (spot) =>
  spot.tree.kind === 'scalar' && spot.tree.text === 'false' ? 'fine' : 'refused';

/** Rules of the keys of a service whose value decides. */
const serviceRules: Readonly<Record<string, Rule>> = {
  cgroup: hostOrContainer,
  ipc: hostOrContainer,
  network_mode: hostOrContainer,
  pid: hostOrContainer,
  userns_mode: hostOrContainer,
  uts: hostOrContainer,
  privileged: unlessFalse,
  env_file: (spot) => (pathsOf(spot, 'path').some(leadsOutside) ? 'refused' : 'ignored'),
  volumes: judgeMounts,
};

const buildRules: Readonly<Record<string, Rule>> = {
  context: (spot) => (pathsOf(spot, 'context').some(leadsOutside) ? 'refused' : 'fine'),
  network: hostOrContainer,
  privileged: unlessFalse,
};

export function judgeService(service: MapSpot, report: Report): void {
  applyPolicies(service, serviceKeys, report);
  for (const [key, rule] of Object.entries(serviceRules)) judge(service, key, rule, serviceKeys, report);
  judgeBuild(service, report);
}

function judge(map: MapSpot, key: string, rule: Rule, policies: typeof serviceKeys, report: Report): void {
  const spot = member(map, key);
  const policy = policies[key];
  if (!spot || !policy) return;
  const treatment = rule(spot);
  if (treatment === 'refused') report.refuse(spot.at, spot.path, saidOf(spot.path, policy, 'refused'));
  if (treatment === 'ignored')
    report.warn(spot.at, spot.path, {
      message: `"${spot.path}" is ignored. The process runtime has no use for it.`,
      remedy: policy.whenIgnored ?? policy.remedy,
    });
}

function judgeBuild(service: MapSpot, report: Report): void {
  const build = member(service, 'build');
  if (!build) return;
  if (build.tree.kind === 'map') {
    const map = { ...build, tree: build.tree };
    applyPolicies(map, buildKeys, report);
    for (const [key, rule] of Object.entries(buildRules)) judge(map, key, rule, buildKeys, report);
  } else if (pathsOf(build, 'context').some(leadsOutside)) refuseJudged(build, buildKeys, 'context', report);
}

/** A path, a list of paths, or of mappings that have them under `key`. What is no text counts as outside. */
function pathsOf({ tree }: Spot, key: string): string[] {
  if (tree.kind === 'scalar') return [tree.text ?? '..'];
  if (tree.kind === 'list')
    return tree.items.flatMap((item) => pathsOf({ tree: item, path: '', at: 0 }, key));
  const entry = tree.entries.get(key);
  return [entry?.value.kind === 'scalar' ? (entry.value.text ?? '..') : '..'];
}

function judgeMounts(spot: Spot): 'refused' | 'ignored' {
  if (spot.tree.kind !== 'list') return 'refused';
  return items(spot).every(isHarmlessMount) ? 'ignored' : 'refused';
}

function isHarmlessMount({ tree }: Spot): boolean {
  if (tree.kind === 'scalar') return isHarmlessSource(shortSource(tree.text ?? ''));
  if (tree.kind !== 'map') return false;
  const source = tree.entries.get('source')?.value;
  if (!source) return true;
  return source.kind === 'scalar' && isHarmlessSource(source.text ?? '');
}

/** Of `source:target[:mode]`; one path alone is an unnamed volume. */
function shortSource(text: string): string {
  const end = /^\$|\\/.test(text) ? text.length : text.indexOf(':');
  return end === -1 ? '' : text.slice(0, end);
}

function isHarmlessSource(source: string): boolean {
  if (source === '' || !isHostPath(source)) return true;
  return !leadsOutside(source) && !source.endsWith('docker.sock');
}

/** Networks, volumes, secrets and configs that the file declares. */
export function judgeFile(file: MapSpot, report: Report): void {
  applyPolicies(file, fileKeys, report);
  for (const key of ['networks', 'volumes'] as const)
    for (const declared of declaredIn(file, key)) {
      const wrong = ['external', 'driver', 'driver_opts'].map((name) => member(declared, name));
      for (const spot of wrong) if (spot && !isDefault(spot)) refuseJudged(spot, fileKeys, key, report);
    }
  for (const key of ['secrets', 'configs'] as const)
    for (const declared of declaredIn(file, key)) judgeKeptFile(declared, key, report);
}

function isDefault(spot: Spot): boolean {
  const { tree } = spot;
  return tree.kind === 'scalar' && ['false', 'bridge', 'local'].includes(tree.text ?? '');
}

function judgeKeptFile(declared: MapSpot, key: 'secrets' | 'configs', report: Report): void {
  const file = member(declared, 'file');
  if (file && pathsOf(file, '').some(leadsOutside)) refuseJudged(file, fileKeys, key, report);
  for (const name of ['external', 'environment'] as const) {
    const spot = member(declared, name);
    if (spot && (name === 'environment' || isTrue(spot))) refuseJudged(spot, fileKeys, key, report);
  }
}

function declaredIn(file: MapSpot, key: string): MapSpot[] {
  const spot = member(file, key);
  if (spot?.tree.kind !== 'map') return [];
  return members({ ...spot, tree: spot.tree }).flatMap(({ tree, path, at }) =>
    tree.kind === 'map' ? [{ tree, path, at }] : [],
  );
}
