import type { Flag, FlagConfig, Segment, Variants } from '@slipway/engine';
import type { Defaulted, Id, Json } from './columns.ts';

export interface FlagTables {
  flags: FlagTable;
  flag_overrides: FlagOverrideTable;
  segments: SegmentTable;
  segment_overrides: SegmentOverrideTable;
}

interface FlagTable {
  id: Id;
  project_id: number;
  key: string;
  type: 'boolean' | 'string' | 'number' | 'object';
  name: string;
  description: Defaulted<string>;
  kind: 'release' | 'experiment' | 'operational' | 'permission';
  tags: Defaulted<string[]>;
  owner: string | null;
  variants: Json<Variants>;
  client_visible: Defaulted<boolean>;
  observe: Defaulted<boolean>;
  metadata: Json<NonNullable<Flag['metadata']>>;
  default_config: Json<FlagConfig>;
  archived_at: Date | null;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
  updated_at: Defaulted<Date>;
}

interface FlagOverrideTable {
  environment_id: number;
  flag_id: number;
  config: Json<FlagConfig> | null;
  killed: Defaulted<boolean>;
  revision: Defaulted<number>;
  updated_at: Defaulted<Date>;
}

interface SegmentTable {
  id: Id;
  project_id: number;
  key: string;
  name: string;
  description: Defaulted<string>;
  content: Json<Segment>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
  updated_at: Defaulted<Date>;
}

interface SegmentOverrideTable {
  environment_id: number;
  segment_id: number;
  content: Json<Segment>;
  revision: Defaulted<number>;
  updated_at: Defaulted<Date>;
}
