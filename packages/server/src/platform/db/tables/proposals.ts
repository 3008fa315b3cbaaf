import type { Defaulted, Id, Json } from './columns.ts';

export interface ProposalTables {
  proposals: ProposalTable;
  approvals: ApprovalTable;
  reviews: ReviewTable;
}

interface ProposalTable {
  id: Id;
  project_id: number;
  state: Defaulted<'open' | 'applied' | 'rejected' | 'withdrawn' | 'stale'>;
  author_kind: string;
  author_id: string;
  author_name: string;
  endpoint: string;
  params: Json<unknown>;
  query: Json<Record<string, string>>;
  body: Json<unknown> | null;
  if_match: string | null;
  effects: Json<unknown>;
  hash: string;
  required: number;
  reason: string | null;
  note: string | null;
  created_at: Defaulted<Date>;
  ended_at: Date | null;
}

interface ApprovalTable {
  proposal_id: number;
  by_kind: string;
  by_id: string;
  by_name: string;
  hash: string;
  at: Defaulted<Date>;
}

interface ReviewTable {
  id: Id;
  project_id: number;
  change_id: number;
  flag: string;
  environment_key: string;
  author_kind: string;
  author_id: string;
  opened_at: Defaulted<Date>;
  closed_at: Date | null;
  closed_by_kind: string | null;
  closed_by_id: string | null;
  closed_by_name: string | null;
  note: string | null;
}
