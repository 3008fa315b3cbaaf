import { queryClient } from '../app/api.ts';
import { basePath } from '../app/place.ts';
import { router } from '../app/router.tsx';

/** After the server has set the session’s cookie: forgets what a stranger was told and opens a page. */
export function enter(next = '/'): void {
  queryClient.clear();
  router.history.push(`${basePath}${next}`);
}

/** The secret of a link, which stands in the fragment, so that no server sees it; leaves no trace in the history. */
export function takeSecret(): string {
  const secret = decodeURIComponent(location.hash.slice(1));
  if (secret !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}
