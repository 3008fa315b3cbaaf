import type { Grant, Role } from '@slipway/api';
import type { Defaulted, Id, Json } from './columns.ts';

export interface AccessTables {
  tokens: TokenTable;
  members: MemberTable;
  grants: GrantTable;
  invitations: InvitationTable;
}

interface TokenTable {
  id: Id;
  project_id: number | null;
  environment_id: number | null;
  name: string;
  scope: 'server' | 'client' | 'deploy' | 'admin';
  /** Of a service account. */
  role: Exclude<Role, 'stakeholder'> | null;
  /** The person behind it; null where there was nobody yet. */
  made_by: number | null;
  made_by_token: number | null;
  prefix: string;
  hash: Buffer;
  /** An environment's own, made by Slipway: not listed, not revoked by hand. */
  is_derived: Defaulted<boolean>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_at: Date | null;
  created_at: Defaulted<Date>;
}

interface MemberTable {
  project_id: number;
  person_id: number;
  role: Role;
  provider: string | null;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface GrantTable {
  id: Id;
  project_id: number;
  person_id: number | null;
  token_id: number | null;
  permission: string;
  environment_id: number | null;
  segment_id: number | null;
}

interface InvitationTable {
  id: Id;
  project_id: number;
  email: string;
  role: Role;
  permits: Json<{ grants: Grant[]; environments: string[] }>;
  hash: Buffer;
  invited_by: string;
  expires_at: Date;
  accepted_at: Date | null;
  withdrawn_at: Date | null;
  created_at: Defaulted<Date>;
}
