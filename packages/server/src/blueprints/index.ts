export { type BlueprintFacts, findBlueprint } from './facts.ts';
export { InterpolationError, type InterpolationProblem, interpolate } from './interpolation.ts';
export type { BlueprintDatabase, BlueprintModel, BlueprintService, ParsedBlueprint } from './model.ts';
export { parseBlueprint } from './parse.ts';
export { blueprintRefused } from './refusal.ts';
export { blueprintsRoutes } from './routes.ts';
export { type Blueprints, createBlueprints } from './service.ts';
