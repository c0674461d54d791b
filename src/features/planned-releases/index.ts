export { nextInCalendar } from './calendar.ts';
export { plannedReleaseCard } from './planned-alert.ts';
