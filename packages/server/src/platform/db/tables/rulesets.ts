import type { Defaulted, Json } from './columns.ts';

export interface RulesetTables {
  ruleset_entries: RulesetEntryTable;
}

interface RulesetEntryTable {
  environment_id: number;
  kind: 'flag' | 'segment';
  key: string;
  version: number;
  until_version: number | null;
  value: Json<unknown>;
  at: Defaulted<Date>;
  ended_at: Date | null;
}
