export { type AppOptions, assertAllServed, createApp } from './app.ts';
export { type Call, type Caller, type MakeCall, makeCall, type Propose } from './call.ts';
export type { Authenticated, Credentials, Gate, Target } from './gate.ts';
export { requireMatch } from './if-match.ts';
export { invalidRequest } from './input.ts';
export { createLimits, type Limits, networkOf } from './limits.ts';
export { type Author, type Membership, nobody, type Principal } from './principal.ts';
export { PROBLEM_TYPE } from './problem-reply.ts';
export { type Answer, type AnyEndpoint, type App, type RouteInput, rawRoute, route } from './route.ts';
