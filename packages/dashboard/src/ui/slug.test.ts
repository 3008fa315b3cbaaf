import { expect, test } from 'vitest';
import { slugOf } from './slug.ts';

test.each([
  { name: 'New checkout!', slug: 'new-checkout' },
  { name: '  Überblick 2 ', slug: 'uberblick-2' },
  { name: '---', slug: '' },
  { name: `${'a'.repeat(62)} b`, slug: 'a'.repeat(62) },
])('given the name "$name" makes "$slug"', ({ name, slug }) => expect(slugOf(name)).toBe(slug));
