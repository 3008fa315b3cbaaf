import { createHash } from 'node:crypto';
import { prepared, rows, type Session } from './database.ts';
import type { Plan, SignedInPerson } from './person.ts';
import { Problem } from './problem.ts';

export interface Account {
  id: string;
  email: string;
  name: string;
  plan: Plan;
  country: string;
}

const columns = 'id, email, name, plan, country';
const countries = ['DE', 'US', 'FR', 'GB', 'ES', 'NL', 'PL', 'IN', 'BR', 'JP'] as const;

/** The account of an e-mail; made on the spot when there is none, with the same id, plan and country every time. */
export async function findOrCreateAccount(session: Session, email: string): Promise<Account> {
  const known = await findByEmail(session, email);
  if (known) return known;
  await insert(session, deriveAccount(email));
  const created = await findByEmail(session, email);
  if (!created) throw new Error(`The account for ${email} vanished while it was being created.`);
  return created;
}

/** Someone whom `web` vouches for may have no account row yet. */
export async function ensureAccount(session: Session, person: SignedInPerson): Promise<void> {
  const { id, email } = person;
  await insert(session, {
    id,
    email,
    name: person.name ?? nameFromEmail(email),
    plan: person.plan,
    country: person.country ?? 'DE',
  });
  const [found] = await prepared<{ id: string }>(
    session,
    'account-by-id',
    'select id from users where id = $1',
    [id],
  );
  if (!found)
    throw new Problem(
      'email-taken',
      `${email} belongs to another account. Sign in with that e-mail instead.`,
    );
}

export async function listSamplePeople(session: Session): Promise<Account[]> {
  return rows<Account>(
    session,
    `select ${columns} from users where sample_position is not null order by sample_position`,
  );
}

export function deriveAccount(email: string): Account {
  const address = email.trim().toLowerCase();
  const hash = createHash('sha256').update(address).digest();
  const roll = hash.readUInt8(16) / 256;
  return {
    id: `u${hash.toString('hex', 0, 6)}`,
    email: address,
    name: nameFromEmail(address),
    plan: roll < 0.7 ? 'free' : roll < 0.95 ? 'pro' : 'team',
    country: countries[hash.readUInt8(17) % countries.length] ?? 'DE',
  };
}

export function nameFromEmail(email: string): string {
  const local = email.split('@')[0] ?? '';
  const words = local.split(/[._+-]+/).filter((word) => word !== '');
  return words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join(' ') || 'Learner';
}

async function findByEmail(session: Session, email: string): Promise<Account | undefined> {
  const [account] = await prepared<Account>(
    session,
    'account-by-email',
    `select ${columns} from users where lower(email) = lower($1)`,
    [email.trim()],
  );
  return account;
}

async function insert(session: Session, account: Account): Promise<void> {
  await prepared(
    session,
    'account-insert',
    `insert into users (${columns}) values ($1, $2, $3, $4, $5) on conflict do nothing`,
    [account.id, account.email, account.name, account.plan, account.country],
  );
}
