import { ApiError, signOut } from '@slipway/api';
import { describeProblem } from '../ui/problem.tsx';
import { client } from './api.ts';
import { basePath } from './place.ts';
import { tellRefusal } from './submit.tsx';
import { emptyTab } from './tab.ts';

/** Signs out. Where the server did not hear it one stays, and is told. */
export async function leave(): Promise<void> {
  try {
    await client.call(signOut);
  } catch (error) {
    const isOver = error instanceof ApiError && error.status === 401;
    if (!isOver) return tellRefusal(describeProblem(error));
  }
  emptyTab();
  // Loaded anew, so that nothing of this person stays in memory.
  location.assign(`${basePath}/sign-in`);
}
