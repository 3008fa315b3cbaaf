import { randomUUID } from 'node:crypto';
import {
  ApiError,
  type CallInput,
  createEnvironment,
  createFlag,
  createProject,
  type Flag,
  type FlagState,
  getFlagState,
  killFlag,
  type Problem,
  type ProblemCode,
  putFlagConfig,
  restoreFlag,
  switchFlag,
} from '@slipway/api';
import type { TestSlipway } from './server.ts';

type Config = FlagState['config'];

/** A project with `production` ← `staging` ← `preview`, and what tests do to flags in it. */
export interface Tree {
  readonly project: string;
  createFlag(draft: NonNullable<CallInput<typeof createFlag>['body']>): Promise<Flag>;
  state(flag: string, environment: string): Promise<FlagState>;
  etag(flag: string, environment: string): Promise<string>;
  /** Changes part of the config that holds now. */
  set(flag: string, environment: string, part: Partial<Config>): Promise<FlagState>;
  switch(flag: string, environment: string, enabled: boolean): Promise<FlagState>;
  kill(flag: string, environment: string): Promise<FlagState>;
  restore(flag: string, environment: string): Promise<FlagState>;
}

export async function plantTree(server: TestSlipway): Promise<Tree> {
  const project = `p-${randomUUID().slice(0, 8)}`;
  const { client } = server;
  await client.call(createProject, { body: { key: project } });
  for (const [key, base] of [
    ['production', null],
    ['staging', 'production'],
    ['preview', 'staging'],
  ] as const)
    await client.call(createEnvironment, {
      params: { project },
      body: { key, base, kind: key === 'preview' ? 'on-demand' : 'permanent' },
    });
  const at = (flag: string, environment: string) => ({ params: { project, flag, environment } });
  const etag = async (flag: string, environment: string) =>
    (await client.request(getFlagState, at(flag, environment))).etag ?? '';
  return {
    project,
    etag,
    createFlag: (body) => client.call(createFlag, { params: { project }, body }),
    state: (flag, environment) => client.call(getFlagState, at(flag, environment)),
    async set(flag, environment, part) {
      const { body, etag: ifMatch } = await client.request(getFlagState, at(flag, environment));
      const config = { ...body.config, ...part };
      return client.call(putFlagConfig, { ...at(flag, environment), body: config, ifMatch: ifMatch ?? '' });
    },
    switch: async (flag, environment, enabled) =>
      client.call(switchFlag, {
        ...at(flag, environment),
        body: { enabled },
        ifMatch: await etag(flag, environment),
      }),
    kill: (flag, environment) => client.call(killFlag, { ...at(flag, environment), body: {} }),
    restore: (flag, environment) => client.call(restoreFlag, { ...at(flag, environment), body: {} }),
  };
}

/** The problem that a call was refused with; fails when it was not. */
export async function refusal(call: Promise<unknown>): Promise<Problem> {
  const answer = await call.catch((error: unknown) => error);
  if (answer instanceof ApiError) return answer.problem;
  throw new Error(`Not refused: ${answer instanceof Error ? answer.stack : JSON.stringify(answer)}`);
}

export async function refusalCode(call: Promise<unknown>): Promise<ProblemCode> {
  return (await refusal(call)).code;
}
