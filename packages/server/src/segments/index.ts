export { listSegmentOverrides } from './list-overrides.ts';
export { readSegmentPromotion } from './promotion.ts';
export { segmentOverrideReverter, segmentReverter } from './reverts.ts';
export { segmentsRoutes } from './routes.ts';
export { createSegments, insertInternalSegment, type Segments } from './service.ts';
