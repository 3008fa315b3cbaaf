import { type Html, html } from './html.ts';

/** What holds for every route. */
export function introduction(version: string): Html {
  return html`<header id="start">
<h1>Slipway API</h1>
<p class="lead">Deploy any time, release when the business says so. This page is made from the contract that the server (${version}) checks every
request against; <a href="openapi.json">openapi.json</a> is the same for programs.</p>
<div class="cards">
<div><h3>Credentials</h3><p>Send a token in the header: <code>Authorization: Bearer slw_…</code>, never in a URL. An administrator makes tokens by
<a href="#createToken">POST …/tokens</a>: <code>server</code> reads one environment’s ruleset, <code>deploy</code> reads a project, <code>admin</code>
does everything.</p></div>
<div id="concurrency"><h3>No lost updates</h3><p>A read answers an <code>ETag</code>; a change sends it as <code>If-Match</code>. Without it: <a href="#problem-precondition-required">428</a>.
When somebody was faster: <a href="#problem-precondition-failed">412</a>. Kill and restore need none. A write answers <code>Slipway-Version</code>, the
version of each environment that it made.</p></div>
<div><h3>Strict input</h3><p>JSON only. A field that is not known, a key given twice and a wrong type are <a href="#problem-invalid-request">refused</a> with the place,
such as <code>rules[0].serve.split</code>; then nothing was changed. A body has at most 1 MiB unless its route says more.</p></div>
<div><h3>Pages</h3><p>A list answers <code>items</code> and <code>next</code>. Send <code>next</code> as <code>cursor</code> for the page after it; null is the end.</p></div>
</div>
<pre class="example"><code>export SLIPWAY_URL=http://127.0.0.1:4400
export SLIPWAY_TOKEN=slw_admin_…
curl "$SLIPWAY_URL/api/v1/me" --header "Authorization: Bearer $SLIPWAY_TOKEN"</code></pre>
</header>
`;
}
