import type { ComponentProps, JSX } from 'react';

/**
 * Parts of a grid whose rows exist only in sight, each placed by itself. A table element could not be laid out so, and
 * one that is laid out otherwise is no table any more for who listens to it: roles say what it is.
 */
function part(role: string): (props: ComponentProps<'div'>) => JSX.Element {
  return (props) => <div role={role} {...props} />;
}

export const Grid = part('grid');
export const GridBody = part('rowgroup');
export const GridRow = part('row');
export const RowHeader = part('rowheader');
export const ColumnHeader = part('columnheader');
export const GridCell = part('gridcell');
export const Listbox = part('listbox');
export const ListOption = part('option');
