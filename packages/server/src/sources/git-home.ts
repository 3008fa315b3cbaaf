import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where git works: nothing of this machine's or its user's settings reaches it. */
export interface GitHome {
  readonly mirrors: string;
  /** For what lives as long as one call; emptied at the start. */
  readonly scratch: string;
  readonly environment: Readonly<Record<string, string>>;
}

/**
 * What a repository could run is off: hooks, filters (none is defined), file system monitors, other protocols than the
 * one asked for. The helper's words come from two variables of the one process that fetches.
 */
const settings = `[core]
  hooksPath = /dev/null
  attributesFile = /dev/null
  excludesFile = /dev/null
  fsmonitor = false
  symlinks = true
  autocrlf = false
  protectNTFS = true
  protectHFS = true
[protocol]
  allow = never
[protocol "ext"]
  allow = never
[http]
  followRedirects = false
  lowSpeedLimit = 1000
  lowSpeedTime = 30
[credential]
  helper =
  helper = "!f() { [ \\"$1\\" = get ] && [ -n \\"$SLIPWAY_GIT_TOKEN\\" ] && printf 'username=%s\\\\npassword=%s\\\\n' \\"$SLIPWAY_GIT_USERNAME\\" \\"$SLIPWAY_GIT_TOKEN\\"; }; f"
[transfer]
  fsckObjects = true
[fetch]
  recurseSubmodules = false
  showForcedUpdates = false
[fetch "fsck"]
  zeroPaddedFilemode = ignore
  missingSpaceBeforeDate = ignore
  missingSpaceBeforeEmail = ignore
  missingNameBeforeEmail = ignore
  badTimezone = ignore
  badEmail = ignore
[submodule]
  recurse = false
[gc]
  autoDetach = false
  pruneExpire = 90.days.ago
[safe]
  directory = *
`;

const passedOn = [
  'PATH',
  'TMPDIR',
  'SSL_CERT_FILE',
  'SSL_CERT_DIR',
  'GIT_SSL_CAINFO',
  'http_proxy',
  'https_proxy',
  'HTTPS_PROXY',
  'all_proxy',
  'ALL_PROXY',
  'no_proxy',
  'NO_PROXY',
];

/** Makes the folders, which nobody else may enter. */
export function createGitHome(folder: string, home: string = join(folder, 'home')): GitHome {
  const mirrors = join(folder, 'mirrors');
  const scratch = join(folder, 'scratch');
  for (const each of [mirrors, scratch, home]) mkdirSync(each, { recursive: true, mode: 0o700 });
  const config = join(home, 'git.config');
  writeFileSync(config, settings, { mode: 0o600 });
  return { mirrors, scratch, environment: environmentOf(home, config) };
}

function environmentOf(home: string, config: string): Record<string, string> {
  const own: Record<string, string> = {};
  for (const name of passedOn) {
    const value = process.env[name];
    if (value !== undefined) own[name] = value;
  }
  return {
    ...own,
    HOME: home,
    XDG_CONFIG_HOME: home,
    LC_ALL: 'C',
    GIT_CONFIG_NOSYSTEM: '1',
    // Not /dev/null: of what stands here, git tells also those it starts for a file:// repository.
    GIT_CONFIG_GLOBAL: config,
    GIT_ATTR_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
    GIT_ALLOW_PROTOCOL: '',
    GIT_NO_LAZY_FETCH: '1',
    GIT_NO_REPLACE_OBJECTS: '1',
    GIT_LITERAL_PATHSPECS: '1',
    GIT_OPTIONAL_LOCKS: '0',
  };
}
