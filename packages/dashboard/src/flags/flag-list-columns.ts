/** Which columns a list of some width shows. */
export interface Columns {
  /** How many environments. */
  environments: number;
  /** Marks without words. */
  isCompact: boolean;
  kind: boolean;
  owner: boolean;
  evaluated: boolean;
  staleness: boolean;
}

const WIDTHS = { flag: 230, kind: 96, owner: 128, evaluated: 104, staleness: 92, menu: 44 } as const;
const ENVIRONMENT = 138;
const COMPACT = 64;

type Optional = 'kind' | 'owner' | 'evaluated' | 'staleness';

/** The order in which columns make room for environments. */
const sheds: readonly Optional[][] = [
  [],
  ['kind'],
  ['kind', 'owner'],
  ['kind', 'owner', 'evaluated'],
  ['kind', 'owner', 'evaluated', 'staleness'],
];

/** As many environments as fit, then the other columns, then words beside marks. */
export function columnsFor(width: number, environments: number): Columns {
  for (const isCompact of [false, true])
    for (const shed of sheds.slice(0, isCompact ? undefined : 4)) {
      const columns = columnsWithout(shed, environments, isCompact);
      if (widthOf(columns) <= width) return columns;
    }
  const room = Math.floor((width - WIDTHS.flag - WIDTHS.menu) / COMPACT);
  return columnsWithout(sheds.at(-1) ?? [], Math.max(1, Math.min(environments, room)), true);
}

function columnsWithout(shed: readonly Optional[], environments: number, isCompact: boolean): Columns {
  const has = (column: Optional): boolean => !shed.includes(column);
  return {
    environments,
    isCompact,
    kind: has('kind'),
    owner: has('owner'),
    evaluated: has('evaluated'),
    staleness: has('staleness'),
  };
}

function widthOf(columns: Columns): number {
  const optional: readonly Optional[] = ['kind', 'owner', 'evaluated', 'staleness'];
  const others = optional.reduce((sum, name) => sum + (columns[name] ? WIDTHS[name] : 0), 0);
  return WIDTHS.flag + WIDTHS.menu + others + columns.environments * environmentWidth(columns);
}

function environmentWidth({ isCompact }: Columns): number {
  return isCompact ? COMPACT : ENVIRONMENT;
}

/** As `grid-template-columns`: the flag takes what is left, environments a little of it. */
export function templateOf(columns: Columns): string {
  const { kind, owner, evaluated, staleness, environments } = columns;
  return [
    `minmax(${WIDTHS.flag}px, 3fr)`,
    ...(kind ? [`${WIDTHS.kind}px`] : []),
    ...(environments > 0 ? [`repeat(${environments}, minmax(${environmentWidth(columns)}px, 1fr))`] : []),
    ...(owner ? [`${WIDTHS.owner}px`] : []),
    ...(evaluated ? [`${WIDTHS.evaluated}px`] : []),
    ...(staleness ? [`${WIDTHS.staleness}px`] : []),
    `${WIDTHS.menu}px`,
  ].join(' ');
}

export function columnCount(columns: Columns): number {
  const { kind, owner, evaluated, staleness, environments } = columns;
  return 2 + environments + [kind, owner, evaluated, staleness].filter(Boolean).length;
}
