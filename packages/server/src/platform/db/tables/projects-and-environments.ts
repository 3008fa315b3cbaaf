import type { Defaulted, Id } from './columns.ts';

export interface ProjectTables {
  projects: ProjectTable;
  environments: EnvironmentTable;
}

interface ProjectTable {
  id: Id;
  key: string;
  name: string;
  description: Defaulted<string>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}

interface EnvironmentTable {
  id: Id;
  project_id: number;
  key: string;
  name: string;
  kind: 'permanent' | 'shared' | 'on-demand' | 'demo' | 'load-test';
  is_protected: Defaulted<boolean>;
  approvals: Defaulted<number>;
  base_id: number | null;
  depth: Defaulted<number>;
  version: Defaulted<number>;
  changed_at: Defaulted<Date>;
  schedule_recorded_until: Defaulted<Date>;
  revision: Defaulted<number>;
  created_at: Defaulted<Date>;
}
