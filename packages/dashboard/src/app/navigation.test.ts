import { type Permission, roles } from '@slipway/api';
import { expect, test } from 'vitest';
import { neededAt, placesFor } from './navigation.ts';

const labelsFor = (permissions: readonly Permission[]): string[] =>
  placesFor((permission) => permissions.includes(permission)).all.map(({ label }) => label);

test('a stakeholder is led home and nowhere else', () => {
  expect(labelsFor(roles.stakeholder)).toEqual(['Home']);
});

test('a viewer is led everywhere', () => {
  expect(labelsFor(roles.viewer)).toHaveLength(9);
});

test('who may see a project but not who belongs to it is not led to its settings', () => {
  const labels = labelsFor(['object:read', 'project:read']);

  expect(labels).toContain('Flags');
  expect(labels).not.toContain('Settings');
});

test.each([
  ['/projects/$project/', 'object:read'],
  ['/projects/$project/flags', 'project:read'],
  ['/projects/$project/flags/$flag', 'project:read'],
  ['/projects/$project/environments', 'project:read'],
  ['/projects/$project/environments/$environment', 'object:read'],
  ['/projects/$project/settings', 'member:read'],
])('%s needs %s', (route, permission) => {
  expect(neededAt(route)).toBe(permission);
});

test('a page that belongs to no place needs that one sees the project', () => {
  expect(neededAt('/projects/$project/elsewhere')).toBe('project:read');
});
