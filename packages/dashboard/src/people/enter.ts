import { basePath } from '../app/place.ts';

/** After the server has set the session’s cookie: opens a page, loaded anew, so that nothing of anybody before stays. */
export function enter(next = '/'): void {
  location.assign(`${basePath}${next}`);
}

/** The secret of a link, which stands in the fragment, so that no server sees it; leaves no trace in the history. */
export function takeSecret(): string {
  const secret = readable(location.hash.slice(1));
  if (secret !== '') history.replaceState(history.state, '', location.pathname + location.search);
  return secret;
}

/** Empty where an address was cut or mangled. */
function readable(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return '';
  }
}
