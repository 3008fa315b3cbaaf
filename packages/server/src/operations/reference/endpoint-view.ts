import { commonFails, type Endpoint, type ProblemCode, permissions, problems } from '@slipway/api';
import { bodyExamples, pathExamples } from './examples.ts';
import { type Html, html, prose } from './html.ts';
import { fieldsOf, jsonSchemaOf } from './schema.ts';
import { schemaTable } from './schema-view.ts';

/** One endpoint: what it does, takes, answers and refuses, with a request to copy. */
export function endpointSection(endpoint: Endpoint): Html {
  const { id, method, path, summary, description } = endpoint;
  return html`<article id="${id}">
<h3><a href="#${id}">${summary}</a></h3>
<p class="route"><span class="method ${method}">${method.toUpperCase()}</span> <code>${pathText(path)}</code></p>
${description === undefined ? null : html`<p>${prose(description)}</p>`}
<p class="needs">${needs(endpoint)}</p>
<pre class="example"><code>${curl(endpoint)}</code></pre>
${query(endpoint)}${body(endpoint)}${reply(endpoint)}${refusals(endpoint)}
</article>
`;
}

/** A path whose parameters stand out. */
function pathText(path: string): Html {
  const parts = path
    .split(/(:\w+)/)
    .map((part) => (part.startsWith(':') ? html`<var>${part}</var>` : html`${part}`));
  return html`${parts}`;
}

function needs({ permission, ifMatch }: Endpoint): Html {
  const credential =
    permission === 'public'
      ? html`Needs no credential.`
      : html`Needs the permission <code>${permission}</code>: ${permissions[permission]}`;
  const match = ifMatch
    ? html` Needs the header <code>If-Match</code> with the <a href="#concurrency">ETag</a> of what you read.`
    : null;
  return html`${credential}${match}`;
}

function curl(endpoint: Endpoint): string {
  const path = endpoint.path.replace(/:(\w+)/g, (_, name: string) => pathExamples[name] ?? name);
  const example = bodyExamples[endpoint.id];
  const options = [
    endpoint.produces === 'text/event-stream' ? '--no-buffer' : '',
    endpoint.method === 'get' ? '' : `--request ${endpoint.method.toUpperCase()}`,
    endpoint.permission === 'public' ? '' : '--header "Authorization: Bearer $SLIPWAY_TOKEN"',
    endpoint.ifMatch ? `--header 'If-Match: "r1"'` : '',
    example === undefined ? '' : `--json '${JSON.stringify(example, null, 2)}'`,
  ];
  return [`curl "$SLIPWAY_URL${path}"`, ...options.filter((option) => option !== '')].join(' \\\n  ');
}

function query(endpoint: Endpoint): Html | null {
  if (!endpoint.query) return null;
  const schema = jsonSchemaOf(endpoint.query, 'input');
  return fieldsOf(schema).length === 0 ? null : html`<h4>Query</h4>${schemaTable(schema, 'input')}`;
}

function body(endpoint: Endpoint): Html | null {
  if (!endpoint.body) return null;
  return html`<h4>Body</h4>${schemaTable(jsonSchemaOf(endpoint.body, 'input'), 'input')}`;
}

function reply(endpoint: Endpoint): Html {
  const heading = html`<h4>Answer <span class="status">${endpoint.status}</span></h4>`;
  if (endpoint.produces) return html`${heading}<p class="type"><code>${endpoint.produces}</code></p>`;
  if (!endpoint.reply) return html`${heading}<p class="type">Without a body.</p>`;
  return html`${heading}${schemaTable(jsonSchemaOf(endpoint.reply, 'output'), 'output')}`;
}

function refusals({ fails }: Endpoint): Html {
  const own = fails.filter((code) => !commonFails.some((common) => common === code));
  const list = own.map((code) => html`<li>${problemLink(code)} ${problems[code].title}</li>`);
  const common = html`<li class="common"><a href="#problems">and what any route may refuse</a></li>`;
  return html`<h4>Refusals</h4><ul class="refusals">${list}${common}</ul>`;
}

function problemLink(code: ProblemCode): Html {
  return html`<a href="#problem-${code}"><span class="status">${problems[code].status}</span> <code>${code}</code></a>`;
}
