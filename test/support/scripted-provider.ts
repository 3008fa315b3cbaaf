import type { Ruleset } from '@slipway/engine';
import { type Platform, type SlipwayOptions, SlipwayProvider } from '@slipway/sdk/server';
import { createManualTime, type ManualTime, settle } from './manual-time.ts';
import { createScriptedServer, type ScriptedServer } from './scripted-stream.ts';

export interface Setting {
  time: ManualTime;
  server: ScriptedServer;
  /** The scripted server and manual time; nothing is random. */
  platform: Platform;
  logs: string[];
  provider(options?: SlipwayOptions): SlipwayProvider;
}

export function createSetting(full?: Ruleset): Setting {
  const time = createManualTime();
  const server = createScriptedServer(time.platform.wallNow);
  server.full = full;
  const logs: string[] = [];
  const log = (...parts: unknown[]): void => void logs.push(parts.map(String).join(' '));
  const logger = { error: log, warn: log, info: () => {}, debug: () => {} };
  let ids = 0;
  const platform: Platform = {
    ...time.platform,
    random: () => 0.5,
    newId: () => `id-${++ids}`,
    fetch: (url, init) => server.fetch(url, init),
    environment: {},
  };
  const defaults = { url: 'http://slipway.test', token: 'server-token', logger };
  return {
    time,
    server,
    platform,
    logs,
    provider: (options) =>
      new SlipwayProvider({ ...defaults, ...options, platform: { ...platform, ...options?.platform } }),
  };
}

/** Initialises against a server that answers, and lets the first events be reported. */
export async function started(setting: Setting, options?: SlipwayOptions): Promise<SlipwayProvider> {
  const provider = setting.provider(options);
  await provider.initialize();
  await setting.time.advance(0);
  await settle();
  return provider;
}
