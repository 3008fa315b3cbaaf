import type { Defaulted } from './columns.ts';

export interface InstanceTables {
  instance: InstanceTable;
}

interface InstanceTable {
  id: Defaulted<number>;
  key: Buffer;
  epoch: Defaulted<number>;
  system_identifier: string;
  timeline: number;
  created_at: Defaulted<Date>;
}
