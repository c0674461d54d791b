export { plannedReleaseCard } from './planned-alert.ts';
