import type { Defaulted, Id } from './columns.ts';

export interface PeopleTables {
  people: PersonTable;
  identities: IdentityTable;
  sessions: SessionTable;
  password_resets: PasswordResetTable;
}

interface PersonTable {
  id: Id;
  email: string;
  name: string;
  password_hash: string | null;
  email_verified_at: Date | null;
  targeting_key: string | null;
  is_owner: Defaulted<boolean>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
  erased_at: Date | null;
}

interface IdentityTable {
  provider: string;
  subject: string;
  person_id: number;
  created_at: Defaulted<Date>;
}

interface SessionTable {
  id: Id;
  person_id: number;
  hash: Buffer;
  previous_hash: Buffer | null;
  rotated_at: Defaulted<Date>;
  user_agent: string | null;
  address: string | null;
  created_at: Defaulted<Date>;
  last_seen_at: Defaulted<Date>;
  expires_at: Date;
}

interface PasswordResetTable {
  hash: Buffer;
  person_id: number;
  expires_at: Date;
  created_at: Defaulted<Date>;
}
