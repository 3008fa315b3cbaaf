export { type ChangeDraft, type ChangeSubject, record } from './record.ts';
