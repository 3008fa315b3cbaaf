import { type Admin, quoted, type Session } from './admin.ts';
import { close, copy, drop, exists, find, type OnStep, open, remark, renameFresh } from './copies.ts';
import type { Template } from './databases.ts';
import { freshName, type Names } from './names.ts';
import { passwordOf } from './passwords.ts';
import { ensureRole, forbidLogin, tryDropRole } from './roles.ts';

export interface TemplateDeps {
  readonly admin: Admin;
  readonly names: Names;
  readonly key: Buffer;
  /** A replaced template stays so long: somebody may be about to copy it. */
  readonly keepMs: number;
  readonly onStep: OnStep;
}

/** Made under another name and renamed when whole, so that what has its name can be copied. */
export async function ensureTemplate(
  deps: TemplateDeps,
  template: Template,
  fill: (url: string) => Promise<void>,
): Promise<void> {
  const name = deps.names.template(template);
  await deps.admin.lockedLong(name, async (session) => {
    if (!(await exists(session, name))) await make(deps, session, template, fill);
    await remark(session, name, { digest: template.digest, usedAt: new Date() });
    await dropReplaced(deps, session, template);
  });
}

async function make(
  deps: TemplateDeps,
  session: Session,
  template: Template,
  fill: (url: string) => Promise<void>,
): Promise<void> {
  const { admin, names, key, onStep } = deps;
  const name = names.template(template);
  try {
    await ensureRole(admin, session, name, key);
    await copy(session, name, { from: null, owner: name });
    await open(session, freshName(name));
    await onStep('fill');
    await fill(admin.urlOf(freshName(name), name, passwordOf(key, name)));
    await onStep('filled');
    await finish(admin, session, name);
  } catch (error) {
    await remove(session, name).catch(() => undefined);
    throw error;
  }
}

/** Its role keeps what is in it, and the database becomes ours: reassigning the role's things must not move it. */
async function finish(admin: Admin, session: Session, name: string): Promise<void> {
  // Statistics come along with every copy, and autovacuum finds nothing to do there.
  await admin.inside(session, freshName(name), (there) => there.query('vacuum (freeze, analyze)'));
  await close(session, freshName(name));
  await session.query(`alter database ${quoted(freshName(name))} owner to current_user`);
  await forbidLogin(session, name);
  await renameFresh(session, name);
}

async function dropReplaced(
  { names, keepMs }: TemplateDeps,
  session: Session,
  template: Template,
): Promise<void> {
  const current = names.template(template);
  const pattern = names.templatesOf(template.name);
  const usedBefore = Date.now() - keepMs;
  for (const { name, comment } of await find(session, pattern)) {
    const isDue = name !== current && !name.startsWith('new_') && usedAt(comment) <= usedBefore;
    if (isDue) await remove(session, name);
  }
  for (const role of await rolesWithoutDatabase(session, pattern)) await tryDropRole(session, role);
}

async function remove(session: Session, name: string): Promise<void> {
  await drop(session, freshName(name));
  await drop(session, name);
  await tryDropRole(session, name);
}

async function rolesWithoutDatabase(session: Session, pattern: string): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select rolname as name from pg_roles where rolname ~ $1
     and not exists (select from pg_database where datname in (rolname, 'new_' || rolname))`,
    [pattern],
  );
  return rows.map(({ name }) => name);
}

function usedAt(comment: string | null): number {
  const meta: unknown = comment === null ? null : JSON.parse(comment);
  const isDated = typeof meta === 'object' && meta !== null && 'usedAt' in meta;
  return isDated ? Date.parse(String(meta.usedAt)) : 0;
}
