import { pino } from 'pino';
import type { TestProject } from 'vitest/node';
import { migrate, withSession } from '../../packages/server/src/platform/db/index.ts';
import { buildDashboard } from '../../scripts/dashboard/build.ts';
import { startTestServer } from './test-server.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    databaseServer: DatabaseServer;
  }
}

export interface DatabaseServer {
  /** Superuser, database `postgres`. */
  readonly adminUrl: string;
  /** Slipway's role; its database is the migrated template, which nobody connects to. */
  readonly templateUrl: string;
}

/** One server for the run, with one migrated template that every test file copies. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  await build();
  const { server, stop } = await startTestServer();
  try {
    const templateUrl = named(server.url, 'template_slipway');
    await withSession(server.adminUrl, (admin) =>
      admin.query('create database template_slipway owner slipway'),
    );
    await migrate(templateUrl, { log: pino({ level: 'warn' }) });
    project.provide('databaseServer', { adminUrl: server.adminUrl, templateUrl });
    return stop;
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Tests that open the dashboard say what is missing; others need none. */
async function build(): Promise<void> {
  try {
    await buildDashboard(console.error);
  } catch (error) {
    console.error(`The dashboard could not be built. ${error instanceof Error ? error.message : error}`);
  }
}

function named(url: string, database: string): string {
  return Object.assign(new URL(url), { pathname: `/${database}` }).href;
}
