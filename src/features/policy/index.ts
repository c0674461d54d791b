export { notePolicy } from './note-policy.ts';
export { noteRoles } from './roster.ts';
