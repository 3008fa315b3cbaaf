import type { Promotion } from '@slipway/api';
import type { Queries } from '../platform/db/index.ts';
import type { SubjectChange } from './mutation.ts';

/** What promoting flags, or segments, would write; those that are equal already are left out. */
export interface PromotionPart {
  items: Promotion['items'];
  write(tx: Queries, at: Date): Promise<SubjectChange[]>;
}
