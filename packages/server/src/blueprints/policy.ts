import type { Said } from './report.ts';

/**
 * What a runtime makes of a key: it honours it, ignores it with a warning, passes over it in silence because nothing
 * depends on it, or refuses the file. `judged`: its value decides, by a rule of its own.
 */
type Treatment = 'honoured' | 'ignored' | 'passed-over' | 'refused' | 'judged';

export interface KeyPolicy {
  /** What the process runtime does. */
  readonly process: Treatment;
  /** Why it is ignored or refused; of a judged key, when it is refused. */
  readonly because: string;
  readonly remedy: string;
  /** Of a judged key, what to do when it is ignored. */
  readonly whenIgnored?: string;
}

export type Policies = Readonly<Record<string, KeyPolicy>>;

const nothing = 'Nothing needs to be done.';

const honoured = (because = ''): KeyPolicy => ({ process: 'honoured', because, remedy: '' });
const judged = (because: string, remedy = 'Remove it.', whenIgnored = nothing): KeyPolicy => ({
  process: 'judged',
  because,
  remedy,
  whenIgnored,
});
const refused = (because: string, remedy = 'Remove it.'): KeyPolicy => ({
  process: 'refused',
  because,
  remedy,
});
const ignored = (because: string, remedy = nothing): KeyPolicy => ({
  process: 'ignored',
  because,
  remedy,
});
const passedOver: KeyPolicy = { process: 'passed-over', because: '', remedy: '' };

const noHost = 'It gives the environment a part of the host that other environments share.';
const noRights = 'It gives the environment rights on the host.';
const noImage = 'The process runtime starts no container.';
const ownNetwork = 'Slipway connects an environment’s services itself.';
const ownBounds = 'The process runtime bounds memory, processors and processes only.';
const asVariable = 'Set it as a secret variable in Slipway and name it under "environment".';
const inRun = 'Put it into x-slipway.process.run.';

/** Keys of a service. */
export const serviceKeys: Policies = {
  annotations: passedOver,
  attach: passedOver,
  blkio_config: ignored(ownBounds),
  build: judged('Its context is outside the repository, or it asks for rights.', 'Keep the context inside.'),
  cap_add: refused(noRights),
  cap_drop: ignored(noImage),
  cgroup: judged('"host" shares the host’s control group.'),
  cgroup_parent: refused(noHost),
  command: honoured('Runs the service where x-slipway.process.run is not given.'),
  configs: ignored('The process runtime mounts no files.', 'Keep the file in the repository.'),
  container_name: ignored('Names would meet in a second environment; Slipway names what it starts.'),
  cpu_count: ignored(ownBounds, 'Use "cpus".'),
  cpu_percent: ignored(ownBounds, 'Use "cpus".'),
  cpu_period: ignored(ownBounds, 'Use "cpus".'),
  cpu_quota: ignored(ownBounds, 'Use "cpus".'),
  cpu_rt_period: refused(noRights, 'Use "cpus".'),
  cpu_rt_runtime: refused(noRights, 'Use "cpus".'),
  cpu_shares: ignored(ownBounds, 'Use "cpus".'),
  cpus: honoured(),
  cpuset: ignored(ownBounds, 'Use "cpus".'),
  credential_spec: refused('It reads credentials of the host.', asVariable),
  depends_on: honoured(),
  deploy: judged('Only resources.limits are honoured.', 'Remove the rest.'),
  develop: passedOver,
  device_cgroup_rules: refused(noHost),
  devices: refused(noHost),
  dns: ignored(ownNetwork),
  dns_opt: ignored(ownNetwork),
  dns_search: ignored(ownNetwork),
  domainname: ignored(ownNetwork),
  entrypoint: honoured('Stands before the command.'),
  env_file: judged(
    'The file is outside the repository.',
    'Name the variables under "environment" and set their values in Slipway.',
    'Name the variables under "environment" and set their values in Slipway.',
  ),
  environment: honoured('Also the names of variables that Slipway is to put in.'),
  expose: honoured('Gives the route’s port where there is only one.'),
  extends: refused('It takes a service from another file.', 'Write the service out, or use a YAML anchor.'),
  external_links: refused('It reaches containers of others.'),
  extra_hosts: ignored(ownNetwork),
  gpus: refused(noHost),
  group_add: refused(noRights),
  healthcheck: honoured('A URL in its test is the health path where x-slipway.process.health is not given.'),
  hostname: ignored(ownNetwork),
  image: ignored(noImage),
  init: passedOver,
  ipc: judged('It shares memory with the host or with others.'),
  isolation: refused(noRights),
  label_file: refused('It reads another file.'),
  labels: passedOver,
  links: ignored(ownNetwork, 'Use "depends_on" and SLIPWAY_URL_<SERVICE>.'),
  logging: ignored('Slipway keeps the logs.'),
  mac_address: ignored(ownNetwork),
  mem_limit: honoured(),
  mem_reservation: ignored(ownBounds),
  mem_swappiness: ignored(ownBounds),
  memswap_limit: ignored(ownBounds),
  models: refused('Slipway runs no models.'),
  network_mode: judged('It joins the network of the host or of another container.'),
  networks: ignored(ownNetwork),
  oom_kill_disable: refused(noRights),
  oom_score_adj: refused(noRights),
  pid: judged('It sees the processes of the host or of others.'),
  pids_limit: honoured(),
  platform: ignored(noImage),
  ports: honoured('The container’s port is the route’s where there is only one; none is opened on the host.'),
  post_start: refused('Slipway runs no hooks.', inRun),
  pre_stop: refused('Slipway runs no hooks.', inRun),
  privileged: judged(noRights),
  profiles: honoured('A service with profiles is left out, as Compose does.'),
  provider: refused('It runs a program of the host.'),
  pull_policy: passedOver,
  pull_refresh_after: passedOver,
  read_only: ignored(noImage),
  restart: ignored('Slipway restarts what ends, with growing pauses, until the environment has failed.'),
  runtime: refused(noRights),
  scale: ignored('One process per service.'),
  secrets: ignored('The process runtime mounts no files.', asVariable),
  security_opt: refused(noRights),
  shm_size: ignored(ownBounds),
  stdin_open: passedOver,
  stop_grace_period: ignored('A service has ten seconds to end.'),
  stop_signal: ignored('A service is ended by SIGTERM.'),
  storage_opt: ignored(noImage),
  sysctls: refused(noRights),
  tmpfs: ignored('The process runtime mounts nothing.', 'Write to the folder that TMPDIR names.'),
  tty: passedOver,
  ulimits: ignored(ownBounds, 'Use "mem_limit" and "pids_limit".'),
  use_api_socket: refused('It hands over the container engine.'),
  user: ignored('Slipway chooses the account: one per environment where it may.'),
  userns_mode: judged('"host" gives the host’s accounts.'),
  uts: judged('It shares the host’s name.'),
  volumes: judged(
    'It mounts the engine’s socket, or a folder outside the repository.',
    'Mount folders below the Compose file only, or remove it.',
  ),
  volumes_from: refused('It mounts volumes of other containers.'),
  working_dir: ignored('The process runtime starts in the service’s folder.', inRun),
  'x-slipway': honoured(),
};

/** Keys of the file itself. */
export const fileKeys: Policies = {
  configs: judged('It reads a file outside the repository.', 'Keep the file in the repository.'),
  include: refused('It takes in other files.', 'Write the services out.'),
  models: refused('Slipway runs no models.'),
  name: passedOver,
  networks: judged('It joins a network of others.', 'Remove "external" and "driver".'),
  secrets: judged('It reads a file or variable of the host.', asVariable),
  services: honoured(),
  version: passedOver,
  volumes: judged('It mounts a volume of others or a folder of the host.', 'Remove "external" and "driver".'),
  'x-slipway': honoured(),
};

/** Keys of `build`. */
export const buildKeys: Policies = {
  additional_contexts: refused('It takes in folders from elsewhere.', 'Keep everything in one context.'),
  args: honoured(),
  cache_from: passedOver,
  cache_to: passedOver,
  context: judged('It is outside the repository.', 'Name a folder at or below the Compose file.'),
  dockerfile: ignored(noImage, 'Write the build into x-slipway.process.build.'),
  dockerfile_inline: ignored(noImage, 'Write the build into x-slipway.process.build.'),
  entitlements: refused(noRights),
  extra_hosts: ignored(ownNetwork),
  isolation: refused(noRights),
  labels: passedOver,
  network: judged('"host" and networks of others are not given to builds.'),
  no_cache: passedOver,
  platforms: passedOver,
  privileged: judged(noRights),
  provenance: passedOver,
  pull: passedOver,
  sbom: passedOver,
  secrets: ignored('The process runtime mounts no files.', 'Give a variable to the build.'),
  shm_size: ignored(ownBounds),
  ssh: refused('It hands over keys of the host.'),
  tags: passedOver,
  target: ignored(noImage, 'Write the build into x-slipway.process.build.'),
  ulimits: ignored(ownBounds),
};

/** What a finding says of a key that is refused or ignored. */
export function saidOf(path: string, { because, remedy }: KeyPolicy, treatment: 'refused' | 'ignored'): Said {
  return { message: `"${path}" is ${treatment}. ${because}`, remedy };
}
