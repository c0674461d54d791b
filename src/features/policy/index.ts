export { notePolicy } from './note-policy.ts';
export { noteRoles, peopleNow } from './roster.ts';
