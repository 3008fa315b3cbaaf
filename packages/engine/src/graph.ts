/** Which keys a key depends on. Keys that are not in the map are unknown and take no part in cycles. */
export type Dependencies = ReadonlyMap<string, readonly string[]>;

/** Every key that lies on a cycle (Tarjan's strongly connected components, without recursion). */
export function cyclicKeys(graph: Dependencies): Set<string> {
  return new Set(cyclicComponents(graph).flat());
}

/** One cycle in dependency order, its first key not repeated; null if there is none. */
export function findCycle(graph: Dependencies): string[] | null {
  const [component] = cyclicComponents(graph);
  return component === undefined ? null : cycleWithin(graph, component);
}

/** `start`'s transitive dependencies, each before whatever depends on it, `start` last. Acyclic graphs only. */
export function dependencyOrder<Node>(start: Node, dependenciesOf: (node: Node) => readonly Node[]): Node[] {
  const done = new Set<Node>();
  const stack: { node: Node; next: number }[] = [{ node: start, next: 0 }];
  for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
    const child = dependenciesOf(top.node)[top.next++];
    if (child === undefined) {
      done.add(top.node);
      stack.pop();
    } else if (!done.has(child)) stack.push({ node: child, next: 0 });
  }
  return [...done];
}

function cyclicComponents(graph: Dependencies): string[][] {
  return components(graph).filter(([first, second]) => second !== undefined || isOwnDependency(graph, first));
}

function isOwnDependency(graph: Dependencies, key: string | undefined): boolean {
  return key !== undefined && graph.get(key)?.includes(key) === true;
}

/** Walks on within the component until a key comes again: every key of it leads to another of it. */
function cycleWithin(graph: Dependencies, component: readonly string[]): string[] {
  const within = new Set(component);
  const walked = new Set<string>();
  let [key] = component;
  while (key !== undefined && !walked.has(key)) {
    walked.add(key);
    key = graph.get(key)?.find((dependency) => within.has(dependency));
  }
  const path = [...walked];
  return key === undefined ? path : path.slice(path.indexOf(key));
}

interface Visit {
  key: string;
  next: number;
}

interface Search {
  graph: Dependencies;
  order: Map<string, number>;
  low: Map<string, number>;
  open: string[];
  isOpen: Set<string>;
  found: string[][];
}

function components(graph: Dependencies): string[][] {
  const search: Search = { graph, order: new Map(), low: new Map(), open: [], isOpen: new Set(), found: [] };
  for (const key of graph.keys()) if (!search.order.has(key)) searchFrom(search, key);
  return search.found;
}

function searchFrom(search: Search, root: string): void {
  const visits: Visit[] = [enter(search, root)];
  for (let visit = visits.at(-1); visit !== undefined; visit = visits.at(-1)) {
    const child = search.graph.get(visit.key)?.[visit.next++];
    if (child === undefined) {
      visits.pop();
      leave(search, visit.key, visits.at(-1)?.key);
    } else if (!search.graph.has(child)) continue;
    else if (!search.order.has(child)) visits.push(enter(search, child));
    else if (search.isOpen.has(child)) lower(search, visit.key, search.order.get(child));
  }
}

function enter({ order, low, open, isOpen }: Search, key: string): Visit {
  low.set(key, order.size);
  order.set(key, order.size);
  open.push(key);
  isOpen.add(key);
  return { key, next: 0 };
}

function leave(search: Search, key: string, parent: string | undefined): void {
  const low = search.low.get(key);
  if (parent !== undefined) lower(search, parent, low);
  if (low !== search.order.get(key)) return;
  const component = search.open.splice(search.open.lastIndexOf(key));
  for (const member of component) search.isOpen.delete(member);
  search.found.push(component);
}

function lower({ low }: Search, key: string, to: number | undefined): void {
  low.set(key, Math.min(low.get(key) ?? 0, to ?? 0));
}
