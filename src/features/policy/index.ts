export { noteRoles, peopleNow } from './roster.ts';
