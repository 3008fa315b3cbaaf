/** Instead of the dashboard, where only its sources are. */
export const notBuiltPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Slipway: the dashboard is not built</title>
<style>body { font: 1rem/1.6 system-ui, sans-serif; max-width: 40rem; margin: 15vh auto; padding: 0 1rem; color-scheme: light dark }</style>
<h1>The dashboard is not built</h1>
<p>Slipway runs, and its API, SDKs and command line work. To build the dashboard, run this in the checkout and load the page again:</p>
<pre><code>npm run build -w @slipway/dashboard</code></pre>
</html>
`;
