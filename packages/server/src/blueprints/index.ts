export { InterpolationError, type InterpolationProblem, interpolate } from './interpolation.ts';
export type { BlueprintDatabase, BlueprintModel, BlueprintService, ParsedBlueprint } from './model.ts';
export { parseBlueprint } from './parse.ts';
