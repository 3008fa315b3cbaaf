import {
  createSegment,
  deleteSegment,
  dropSegmentOverride,
  getSegment,
  getSegmentState,
  listSegments,
  putSegmentOverride,
  updateSegment,
} from '@slipway/api';
import { type App, route } from '../platform/http/index.ts';
import type { Segments } from './service.ts';

export function segmentsRoutes(app: App, segments: Segments): void {
  route(app, listSegments, ({ params, query }) => segments.list(params.project, query));
  route(app, createSegment, ({ params, body, author }) => segments.create(params.project, body, author));
  route(app, getSegment, ({ params }) => segments.get(params));
  route(app, updateSegment, ({ params, body, author, ifMatch }) =>
    segments.update(params, body, { author, ifMatch, reason: body.reason }),
  );
  route(app, deleteSegment, ({ params, query, author, ifMatch }) =>
    segments.remove(params, { author, ifMatch, reason: query.reason }),
  );
  route(app, getSegmentState, ({ params }) => segments.getState(params));
  route(app, putSegmentOverride, ({ params, body, author, ifMatch }) =>
    segments.putOverride(params, body, { author, ifMatch, reason: body.reason }),
  );
  route(app, dropSegmentOverride, ({ params, query, author, ifMatch }) =>
    segments.dropOverride(params, { author, ifMatch, reason: query.reason }),
  );
}
