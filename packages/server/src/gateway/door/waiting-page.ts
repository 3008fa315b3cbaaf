import { type Html, html } from '../../platform/html.ts';
import type { GatewayRoute } from '../routes-source.ts';
import { mark, shell } from './shell.ts';

type Step = GatewayRoute['steps'][number];

/** Shown at once while an environment is on its way up: what is done, what is being done, and for how long already. */
export function waitingPage(route: GatewayRoute, now: number): (nonce: string) => Html {
  return shell({
    title: `${route.name} is starting`,
    head: html`<noscript><meta http-equiv="refresh" content="2"></noscript>`,
    body: html`<div id="progress">${progress(route, now)}</div>
<p class="hint">The page opens by itself as soon as it is ready.</p>
<p class="unseen" id="said" role="status"></p>`,
    script,
  });
}

/** Follows the gateway's events; when they cannot be had, it loads the page again. */
const script = `
const progress = document.getElementById('progress');
const said = document.getElementById('said');
const again = () => location.reload();
const source = new EventSource('/__slipway/status');
let heading = document.querySelector('h1').textContent;
source.onmessage = ({ data }) => {
  const { isOver, html } = JSON.parse(data);
  if (isOver) { source.close(); return again(); }
  progress.innerHTML = html;
  const now = document.querySelector('h1').textContent;
  if (now !== heading) said.textContent = heading = now;
};
source.onerror = () => { if (source.readyState === EventSource.CLOSED) setTimeout(again, 2000); };
addEventListener('pagehide', () => source.close());
addEventListener('pageshow', (event) => { if (event.persisted) again(); });
`;

/** The part that changes. */
export function progress(route: GatewayRoute, now: number): Html {
  const { name, steps, lastReadyMs, queue } = route;
  const began = steps[0] ? Date.parse(steps[0].startedAt) : now;
  const isMoving = steps.some(({ state }) => state === 'running');
  return html`${mark('waiting')}
<h1>${headingOf(route)}</h1>
<p>${queue ? queueText(queue) : expectation(name, lastReadyMs)}</p>
${lastReadyMs === null || !isMoving ? null : bar(now - began, lastReadyMs)}
${steps.length === 0 ? null : html`<ol class="steps">${steps.map((step) => stepLine(step, now))}</ol>`}`;
}

function headingOf({ name, state, queue, sleep }: GatewayRoute): string {
  if (queue) return `${name} is waiting for its turn`;
  if (state === 'sleeping' || sleep !== null) return `${name} is waking up`;
  const doing: Partial<Record<GatewayRoute['state'], string>> = {
    preparing: 'is being prepared',
    building: 'is being built',
    migrating: 'is getting its data',
  };
  return `${name} ${doing[state] ?? 'is starting'}`;
}

function queueText({ position, because }: NonNullable<GatewayRoute['queue']>): string {
  const place = position <= 1 ? 'It is next.' : `${position - 1} before it.`;
  return because === '' ? place : `${place} ${sentence(because)}`;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}

function expectation(name: string, lastReadyMs: number | null): string {
  if (lastReadyMs === null)
    return `Nobody has used it for a while, or it is new. ${name} is started for you now.`;
  return `Last time this took ${durationText(lastReadyMs)}.`;
}

function bar(passedMs: number, lastReadyMs: number): Html {
  const share = Math.min(95, Math.round((passedMs / Math.max(1, lastReadyMs)) * 100));
  return html`<progress max="100" value="${share}" aria-label="Compared to last time"></progress>`;
}

const verbs = {
  prepare: ['Get the code', 'Getting the code'],
  build: ['Build', 'Building'],
  data: ['Fill the database', 'Filling the database'],
  migrate: ['Update the database', 'Updating the database'],
  start: ['Start', 'Starting'],
} as const satisfies Record<Step['name'], readonly [string, string]>;

const shapes = {
  done: { kind: 'done', word: 'done', path: 'm3 8.5 3.5 3.5L13 4.5' },
  running: { kind: 'now', word: 'now', path: 'M8 1.75a6.25 6.25 0 1 1-6.25 6.25' },
  failed: { kind: 'bad', word: 'failed', path: 'm3.5 3.5 9 9m0-9-9 9' },
} as const satisfies Record<Step['state'], { kind: string; word: string; path: string }>;

/** One step in words, with a shape for its state and how long it took. */
function stepLine(step: Step, now: number): Html {
  const { kind, word, path } = shapes[step.state];
  const [done, doing] = verbs[step.name];
  const what = step.state === 'running' ? doing : done;
  const ms = (step.endedAt === null ? now : Date.parse(step.endedAt)) - Date.parse(step.startedAt);
  return html`<li class="${kind}"><svg class="dot" viewBox="0 0 16 16" role="img" aria-label="${word}"><path d="${path}"/></svg><span>${what}${step.service === null ? null : html` <strong>${step.service}</strong>`}${step.detail === null ? null : html` <small>${step.detail}</small>`}</span><time>${durationText(ms)}</time></li>`;
}

/** `0.4 s`, `12 s`, `3 min 5 s`. */
function durationText(ms: number): string {
  const seconds = Math.max(0, ms) / 1000;
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}
