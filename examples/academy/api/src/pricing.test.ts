import assert from 'node:assert/strict';
import { test } from 'node:test';
import { normalisePromo, type PromoCode, quote } from './pricing.ts';

const today = '2026-11-23';
const welcome: PromoCode = { code: 'WELCOME10', percent: 10, endsOn: null };
const spring: PromoCode = { code: 'SPRING15', percent: 15, endsOn: '2026-11-22' };

test('a plan discount comes first, the promo code counts on what is left', () => {
  const asked = quote(4900, 'pro', { code: 'WELCOME10', found: welcome, today });
  assert.equal(asked.planDiscountCents, 980);
  assert.equal(asked.promoDiscountCents, 392);
  assert.equal(asked.totalCents, 3528);
});

test('the team plan pays nothing, and never less', () => {
  assert.equal(quote(4900, 'team', { code: 'WELCOME10', found: welcome, today }).totalCents, 0);
});

test('an ended code changes no price and says when it ended', () => {
  const asked = quote(4900, 'free', { code: 'SPRING15', found: spring, today });
  assert.equal(asked.totalCents, 4900);
  assert.match(asked.promoProblem ?? '', /ended on 2026-11-22/);
});

test('a code is valid on its last day', () => {
  const asked = quote(4900, 'free', { code: 'SPRING15', found: { ...spring, endsOn: today }, today });
  assert.equal(asked.promoProblem, null);
});

test('an unknown code says so', () => {
  assert.match(quote(100, 'free', { code: 'NOPE', found: null, today }).promoProblem ?? '', /no code NOPE/);
});

test('codes may be typed in any case, with spaces around', () => {
  assert.equal(normalisePromo('  welcome10 '), 'WELCOME10');
});
