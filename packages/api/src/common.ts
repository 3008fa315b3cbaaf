import { z } from 'zod';

/** Lower-case slug of a project or an environment; an environment's appears in host names. */
export const Slug = z
  .string()
  .regex(/^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/, 'Use 1–63 lower-case letters, digits and inner hyphens.');

/** Key of a flag or a segment. */
export const Key = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/,
    'Use 1–100 letters, digits, ".", "_" and "-", starting with a letter or digit.',
  );

export const VariantName = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9 ._-]{0,99}$/,
    'Use 1–100 letters, digits, spaces, ".", "_" and "-", starting with a letter or digit.',
  );

export const Instant = z.iso.datetime({ offset: true }).describe('RFC 3339');
export const Reason = z.string().max(2000).describe('Why; kept with the change.');

export const Json = z.json().meta({ id: 'Json' });

/** Query of every list: `cursor` is the `next` of the page before. */
export const PageQuery = z.strictObject({
  cursor: z.string().max(500).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});

/** A page: `next` is the cursor of the following one, null on the last. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** Query of a DELETE that is audited. */
export const ReasonQuery = z.strictObject({ reason: Reason.optional() });
