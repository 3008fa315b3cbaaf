import { type Html, html, prose } from './html.ts';
import { type Field, fieldsOf, type JsonSchema, limitsOf, refName } from './schema.ts';

/** A schema as a table of its fields; what has none is one line. */
export function schemaTable(schema: JsonSchema, io: 'input' | 'output'): Html {
  const fields = fieldsOf(schema);
  if (fields.length === 0) return html`<p class="type">${typeText(schema)}</p>`;
  return html`<table class="fields">
<thead><tr><th>Field</th><th>Type</th><th>Meaning</th></tr></thead>
<tbody>${fields.map((field) => row(field, io))}</tbody>
</table>`;
}

/** Who writes wants to know what must be there and within which limits; who reads, what may be absent. */
function row({ depth, name, schema, isRequired }: Field, io: 'input' | 'output'): Html {
  const mark = io === 'input' && isRequired ? 'required' : io === 'output' && !isRequired ? 'optional' : null;
  const need = mark === null ? null : html` <span class="mark ${mark}">${mark}</span>`;
  return html`<tr><td class="d${Math.min(depth, 5)}"><code>${name}</code>${need}</td><td class="type">${typeText(schema)}</td><td>${meaning(schema, io)}</td></tr>
`;
}

function meaning(schema: JsonSchema, io: 'input' | 'output'): Html {
  const description = prose(schema.description ?? '');
  return io === 'output'
    ? description
    : html`${description}${rules(schema).map((rule) => html`<span class="rule">${rule}</span>`)}`;
}

function rules(schema: JsonSchema): Html[] {
  const limits = limitsOf(schema);
  const hasPattern = schema.pattern !== undefined && schema.format === undefined;
  return [
    ...(limits.length > 0 ? [html`${limits.join(', ')}`] : []),
    ...(hasPattern ? [html`<code>${schema.pattern ?? ''}</code>`] : []),
    ...(schema.default === undefined ? [] : [html`Default <code>${JSON.stringify(schema.default)}</code>`]),
  ];
}

/** The type in words, with links to named schemas. */
function typeText(schema: JsonSchema): Html {
  if (schema.$ref !== undefined) return refText(refName(schema.$ref));
  if (schema.const !== undefined) return html`<code>${JSON.stringify(schema.const)}</code>`;
  if (schema.enum)
    return joined(
      schema.enum.map((value) => html`<code>${String(value)}</code>`),
      ' | ',
    );
  const union = schema.anyOf ?? schema.oneOf;
  if (union) return joined(union.map(typeText), ' or ');
  return simpleType(schema);
}

function simpleType(schema: JsonSchema): Html {
  if (schema.prefixItems) return html`[${joined(schema.prefixItems.map(typeText), ', ')}]`;
  if (schema.type === 'array') return html`list of ${schema.items ? typeText(schema.items) : 'anything'}`;
  if (schema.type === 'object') return objectType(schema);
  if (schema.format === 'date-time') return html`instant`;
  return html`${schema.type ?? 'anything'}`;
}

function objectType({ properties, additionalProperties }: JsonSchema): Html {
  if (properties || typeof additionalProperties !== 'object') return html`object`;
  return html`map of ${typeText(additionalProperties)}`;
}

/** zod gives a recursive part a name of its own; the only one is JSON itself. */
function refText(name: string): Html {
  return name.startsWith('__') ? html`any JSON` : html`<a href="#schema-${name}">${name}</a>`;
}

function joined(parts: readonly Html[], between: string): Html {
  return html`${parts.flatMap((part, index) => (index === 0 ? [part] : [between, part]))}`;
}
