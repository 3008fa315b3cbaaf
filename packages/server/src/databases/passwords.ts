import { createHash, createHmac, pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

const ITERATIONS = 4096;

/** Derived again whenever it is needed, and kept nowhere. */
export function passwordOf(key: Buffer, role: string): string {
  return createHmac('sha256', key).update(`database\0${role}`).digest('base64url');
}

/** What PostgreSQL stores of a password (RFC 5803), so that the password itself is in no statement and no log. */
export async function verifierOf(password: string): Promise<string> {
  const salt = randomBytes(16);
  const salted = await promisify(pbkdf2)(password, salt, ITERATIONS, 32, 'sha256');
  const mac = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(mac('Client Key')).digest('base64');
  const parts = `${salt.toString('base64')}$${storedKey}:${mac('Server Key').toString('base64')}`;
  return `SCRAM-SHA-256$${ITERATIONS}:${parts}`;
}
