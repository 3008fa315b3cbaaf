import { type PointerEvent, type RefObject, useRef, useState } from 'react';

interface DragOrder {
  /** The id of what is dragged. */
  dragged: string | null;
  /** Handlers for the handle of an item. */
  handleOf: (id: string) => Record<string, unknown>;
}

/**
 * Reorders items of a list by pointer, also on a touch screen: an item takes the place of one whose middle it passes.
 * Items carry their id as `data-rung`.
 */
export function useDragOrder(
  list: RefObject<HTMLElement | null>,
  ids: readonly string[],
  move: (from: number, to: number) => void,
): DragOrder {
  const [dragged, setDragged] = useState<string | null>(null);
  const latest = useRef({ ids, move });
  latest.current = { ids, move };
  const onPointerMove = (event: PointerEvent<HTMLElement>, id: string): void => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const from = latest.current.ids.indexOf(id);
    const to = placeAt(list.current, latest.current.ids, from, event.clientY);
    if (from >= 0 && to >= 0 && to !== from) latest.current.move(from, to);
  };
  return {
    dragged,
    handleOf: (id) => ({
      onPointerDown: (event: PointerEvent<HTMLElement>) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        setDragged(id);
      },
      onPointerMove: (event: PointerEvent<HTMLElement>) => onPointerMove(event, id),
      onLostPointerCapture: () => setDragged(null),
    }),
  };
}

/** The place of the row whose middle the pointer has passed; -1 for none. Rows of any height thus change once. */
function placeAt(list: HTMLElement | null, ids: readonly string[], from: number, y: number): number {
  return ids.findIndex((id, index) => {
    const box = list?.querySelector(`[data-rung="${CSS.escape(id)}"]`)?.getBoundingClientRect();
    if (!box || y < box.top || y >= box.bottom) return false;
    const middle = (box.top + box.bottom) / 2;
    return index > from ? y > middle : y < middle;
  });
}
