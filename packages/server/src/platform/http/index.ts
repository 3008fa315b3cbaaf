export { assertAllServed, createApp, type Gate } from './app.ts';
export { requireMatch } from './if-match.ts';
export { invalidRequest } from './input.ts';
export { type Author, nobody, type Principal } from './principal.ts';
export { PROBLEM_TYPE } from './problem-reply.ts';
export { type Answer, type App, rawRoute, route } from './route.ts';
