export { type BlueprintFacts, findBlueprint } from './facts.ts';
export { interpolate } from './interpolation.ts';
export type { BlueprintDatabase, BlueprintModel, BlueprintService, ParsedBlueprint } from './model.ts';
export { parseBlueprint } from './parse.ts';
export { blueprintsRoutes } from './routes.ts';
export { type Blueprints, createBlueprints } from './service.ts';
