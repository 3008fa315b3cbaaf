import { DefaultLogger, type Logger, SafeLogger } from '@openfeature/server-sdk';
import type { Ruleset } from '@slipway/engine';
import { limits } from './limits.ts';
import { nodePlatform, type Platform } from './platform.ts';

/** A server token, or a function that reads it again at every connection (rotated secrets). */
export type TokenSource = string | (() => string | Promise<string>);

/** Everything is optional where Slipway runs the environment: it injects `SLIPWAY_URL` and `SLIPWAY_TOKEN`. */
export interface SlipwayOptions {
  /** The control plane or its delivery listener. Default: `SLIPWAY_URL`. */
  url?: string;
  /** Default: `SLIPWAY_TOKEN`. */
  token?: TokenSource;
  /** Names this application in telemetry, so that a release can see where its code runs. */
  service?: string;
  serviceVersion?: string;
  commit?: string;
  /** File that keeps the last known ruleset across restarts. Default: `SLIPWAY_CACHE_FILE`, else none. */
  cacheFile?: string;
  /** Ruleset to start from when neither the control plane nor the cache has a newer one. */
  bootstrap?: Ruleset;
  /** `initialize` never takes longer. Default 5,000. */
  initTimeoutMs?: number;
  /** `false` sends no telemetry at all. Default true. */
  telemetry?: boolean;
  logger?: Logger;
  /** Test seams. */
  platform?: Partial<Platform>;
}

export interface Settings {
  url: string;
  readToken: () => Promise<string>;
  service: string | undefined;
  serviceVersion: string | undefined;
  commit: string | undefined;
  cacheFile: string | undefined;
  bootstrap: Ruleset | undefined;
  initTimeoutMs: number;
  telemetry: boolean;
  logger: Logger;
  platform: Platform;
  /** Why these options can never work; the provider is then in FATAL. */
  problem: string | undefined;
}

const usableToken = /^[\x21-\x7e]+$/;

function urlProblem(url: string | undefined): string | undefined {
  if (!url) return 'No url: pass { url } or set SLIPWAY_URL to the address of the Slipway server.';
  if (!URL.canParse(url))
    return `The url "${url}" is not a URL: it should look like https://slipway.example.`;
  const { protocol } = new URL(url);
  return protocol === 'https:' || protocol === 'http:'
    ? undefined
    : `The url "${url}" must use https or http.`;
}

function tokenProblem(token: TokenSource | undefined): string | undefined {
  if (!token) return 'No token: pass { token } or set SLIPWAY_TOKEN to a server token of the environment.';
  if (typeof token === 'string' && !usableToken.test(token.trim()))
    return 'The token holds characters that no Slipway token has.';
  return undefined;
}

function tokenReader(token: TokenSource): () => Promise<string> {
  return async () => {
    const value = (typeof token === 'function' ? await token() : token).trim();
    if (!usableToken.test(value)) throw new Error('the token source gave no usable token');
    return value;
  };
}

/** Never throws: options that cannot work come back with a `problem`. */
export function readSettings(options: SlipwayOptions): Settings {
  const platform = { ...nodePlatform, ...options.platform };
  const url = options.url ?? platform.environment.SLIPWAY_URL;
  const token = options.token ?? platform.environment.SLIPWAY_TOKEN;
  return {
    url: (url ?? '').replace(/\/+$/, ''),
    readToken: tokenReader(token ?? ''),
    service: options.service,
    serviceVersion: options.serviceVersion,
    commit: options.commit,
    cacheFile: options.cacheFile ?? platform.environment.SLIPWAY_CACHE_FILE,
    bootstrap: options.bootstrap,
    initTimeoutMs: options.initTimeoutMs ?? limits.initTimeoutMs,
    telemetry: options.telemetry ?? true,
    logger: new SafeLogger(options.logger ?? new DefaultLogger()),
    platform,
    problem: urlProblem(url) ?? tokenProblem(token),
  };
}
