import type { EventSourceMessage } from 'eventsource-parser';
import { type Call, messageOf } from './call.ts';
import { type HeldRuleset, isBefore, type Offer, type Position } from './held-ruleset.ts';
import { describeFailure, readText, type Server, send } from './http.ts';
import { limits } from './limits.ts';
import type { Platform } from './platform.ts';
import {
  MalformedPayload,
  parseHeartbeat,
  parsePatchEvent,
  parseRuleset,
  parseRulesetEvent,
} from './wire.ts';

/** What every connection of one delivery shares. */
export interface Following {
  readonly platform: Platform;
  readonly server: Server;
  readonly held: HeldRuleset;
  /** Something valid came; `serverNow` in epoch milliseconds. Called before the event takes effect. */
  onContact(serverNow: number): void;
  /** The event has taken effect. */
  onSettled(): void;
  /** Where the next connection resumes. */
  lastEventId: string | undefined;
}

/** Offers that leave the held ruleset as it should be. */
const settled: readonly Offer[] = ['applied', 'same', 'older'];

function lagsBehind({ held }: Following, wanted: Position): boolean {
  const current = held.current();
  return current === undefined || isBefore(current, wanted);
}

interface News {
  serverNow: number;
  position: Position;
  id?: string | undefined;
  take: () => Offer;
}

function contact(following: Following, { serverNow, position, id, take }: News): Offer {
  following.onContact(serverNow);
  const offer = take();
  const current = following.held.current();
  if (id !== undefined && current?.epoch === position.epoch && current.version === position.version)
    following.lastEventId = id;
  following.onSettled();
  return offer;
}

async function fetchFull(following: Following, call: Call): Promise<Offer> {
  const { platform, server, held } = following;
  const response = await send(platform, server, call, { path: '/sdk/v1/ruleset' });
  if (!(response instanceof Response)) throw new Error(describeFailure(response));
  const ruleset = parseRuleset(await call.within(readText(response, call), limits.downloadMs));
  const serverNow = Number(response.headers.get('slipway-now') ?? Number.NaN);
  if (!Number.isFinite(serverNow)) return held.offer(ruleset);
  return contact(following, { serverNow, position: ruleset, take: () => held.offer(ruleset) });
}

/** Fetches full rulesets until `wanted` is reached; a server that cannot give it is worth no stream either. */
async function resync(following: Following, call: Call, wanted: () => Position): Promise<void> {
  for (let tries = 0; lagsBehind(following, wanted()); tries += 1) {
    following.lastEventId = undefined;
    if (tries === 3) throw new Error('the full ruleset stays behind the stream');
    const offer = await fetchFull(following, call);
    if (!settled.includes(offer)) throw new Error(`the full ruleset is of no use (${offer})`);
  }
}

/** Fetches for one connection, one at a time; what is asked for meanwhile is fetched with it. */
function createCatchUp(following: Following, call: Call): (position: Position) => Promise<void> {
  let isFetching = false;
  let wanted: Position = { epoch: 0, version: 0 };
  return async (position) => {
    if (isBefore(wanted, position)) wanted = position;
    if (isFetching) return;
    isFetching = true;
    try {
      await resync(following, call, () => wanted);
    } catch (error) {
      call.abort(messageOf(error));
    }
    isFetching = false;
  };
}

type Handler = (message: EventSourceMessage) => void;

function handlersFor(following: Following, call: Call): Record<string, Handler> {
  const { held } = following;
  const catchUp = createCatchUp(following, call);
  return {
    ruleset({ data, id }) {
      const { ruleset, now } = parseRulesetEvent(data);
      const news = { serverNow: now, position: ruleset, id, take: () => held.offer(ruleset) };
      const offer = contact(following, news);
      if (!settled.includes(offer)) throw new MalformedPayload(`a full ruleset is of no use (${offer})`);
    },
    patch({ data, id }) {
      const patch = parsePatchEvent(data);
      const position = { epoch: patch.epoch, version: patch.to };
      const news = { serverNow: patch.now, position, id, take: () => held.offerPatch(patch) };
      if (!settled.includes(contact(following, news))) void catchUp(position);
    },
    heartbeat({ data }) {
      const beat = parseHeartbeat(data);
      contact(following, { serverNow: beat.now, position: beat, take: () => 'same' });
      if (lagsBehind(following, beat)) void catchUp(beat);
    },
  };
}

/** Handles the events of one connection; says whether an event was of any use. Throws on one that is malformed. */
export function createEventHandler(
  following: Following,
  call: Call,
): (message: EventSourceMessage) => boolean {
  const handlers = handlersFor(following, call);
  return (message) => {
    const name = message.event ?? '';
    const handle = Object.hasOwn(handlers, name) ? handlers[name] : undefined;
    handle?.(message);
    return handle !== undefined;
  };
}
