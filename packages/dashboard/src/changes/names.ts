import { listMembers } from '@slipway/api';
import { useMemo } from 'react';
import { useAll } from '../app/api.ts';
import type { Names } from './change-words.ts';

/** Members by id, for changes that name people by id alone; read only where one is shown. */
export function useNames(project: string, isWanted: boolean): Names {
  const { data } = useAll(listMembers, { params: { project } }, { enabled: isWanted });
  return useMemo(
    () => ({ people: data ? new Map(data.map(({ person }) => [person.id, person.name])) : undefined }),
    [data],
  );
}
