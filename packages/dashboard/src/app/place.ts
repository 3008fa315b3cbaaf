/** Where the application is mounted: the path of `<base>`, without a slash at its end. */
export const basePath: string = new URL(document.baseURI).pathname.replace(/\/+$/, '');

/** The address of the API; its paths begin with a slash. */
export const apiUrl: string = `${location.origin}${basePath}`;
