/** Where something that opens beside an element stands, in px within a positioned element. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export function boxOf(anchor: HTMLElement, within: HTMLElement): Box {
  const { left, top, width, height } = anchor.getBoundingClientRect();
  const origin = within.getBoundingClientRect();
  return { left: left - origin.left, top: top - origin.top, width, height };
}
