import type { Id, Json } from './columns.ts';

export interface ChangeTables {
  changes: ChangeTable;
  change_contents: ChangeContentTable;
  change_heads: ChangeHeadTable;
}

interface ChangeTable {
  id: Id;
  /** Null: the installation's. */
  project_id: number | null;
  sequence: number;
  at: Date;
  action: string;
  subject: string;
  key: string;
  environment_key: string | null;
  flag_key: string | null;
  segment_key: string | null;
  effects: Json<{ environment: string; version: number }[]>;
  revert_of: number | null;
  content_digest: Buffer;
  previous_digest: Buffer | null;
  digest: Buffer;
}

interface ChangeContentTable {
  change_id: number;
  actor_kind: string;
  actor_id: string;
  actor_name: string;
  before: Json<unknown> | null;
  after: Json<unknown> | null;
  reason: string | null;
  origin: string | null;
  on_behalf_of: string | null;
  /** Null once what is personal was erased. */
  salt: Buffer | null;
  personal_digest: Buffer;
  erased_at: Date | null;
}

interface ChangeHeadTable {
  project_id: number | null;
  sequence: number;
  digest: Buffer | null;
}
