import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cover } from './covers.ts';

test('a course always has the same cover', () => {
  assert.equal(cover('piano-from-zero', 'creative'), cover('piano-from-zero', 'creative'));
});

test('two courses of a subject have different covers', () => {
  assert.notEqual(cover('piano-from-zero', 'creative'), cover('short-stories', 'creative'));
});

test('no number in a cover is broken', () => {
  for (const category of ['data', 'software', 'design', 'business', 'languages', 'creative']) {
    assert.doesNotMatch(cover('any', category), /NaN|undefined|Infinity/);
  }
});
