import type { HeartbeatEvent, Ruleset, RulesetPatch } from '@slipway/engine';

/** One event, serialised once for all who get it. The clock goes between, so that it is right when it is sent. */
export interface Frame {
  /** Up to and including `{"now":`. */
  head: string;
  /** From the comma after it. */
  tail: Buffer;
  /** The bytes last sent, for all who get the event in the same millisecond. */
  sent?: { now: number; bytes: Buffer };
}

const END = '\n\n';

export function rulesetFrame(id: string, ruleset: Ruleset): Frame {
  return frame('ruleset', id, ruleset);
}

export function patchFrame(id: string, patch: RulesetPatch): Frame {
  return frame('patch', id, patch);
}

/** Larger events are not copied to put the clock in: their readers share the tail. */
const COPIED_BYTES = 16 * 1024;

/** The chunks of the event at `now`. */
export function stamped(frame: Frame, now: number): Buffer[] {
  const { head, tail } = frame;
  if (tail.length > COPIED_BYTES) return [Buffer.from(`${head}${now}`), tail];
  if (frame.sent?.now !== now)
    frame.sent = { now, bytes: Buffer.concat([Buffer.from(`${head}${now}`), tail]) };
  return [frame.sent.bytes];
}

/** The JSON inside of a ruleset's frame, without the clock. */
export function bodyOf({ tail }: Frame): Buffer {
  return Buffer.concat([Buffer.from('{'), tail.subarray(1, -END.length)]);
}

/** It carries no id: a client that reconnects names the last ruleset or patch. */
export function heartbeat({ now, epoch, version }: HeartbeatEvent): Buffer {
  return event('heartbeat', { now, epoch, version });
}

/** Any other event; `id` may be left out. */
export function event(name: string, data: unknown, id?: string): Buffer {
  const idLine = id === undefined ? '' : `id: ${id}\n`;
  return Buffer.from(`event: ${name}\n${idLine}data: ${JSON.stringify(data)}${END}`);
}

function frame(name: string, id: string, data: object): Frame {
  const json = JSON.stringify(data);
  return { head: `event: ${name}\nid: ${id}\ndata: {"now":`, tail: Buffer.from(`,${json.slice(1)}${END}`) };
}
