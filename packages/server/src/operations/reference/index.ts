export { type Page, referencePage } from './page.ts';
