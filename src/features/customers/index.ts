export { reportedBreaks } from './breaks.ts';
export { type Pinning, readPinning } from './loads/read-pinning.ts';
export { noticeCard } from './notices/card.ts';
export { guidesOf, isChangeset } from './notices/changes.ts';
export { enqueueIncident } from './notices/draft-incident.ts';
export { gatherNotice } from './notices/gather-facts.ts';
export { incidentNotified, type Notified } from './notices/incident-facts.ts';
export { openNoticeLines, openNotices } from './notices/open-notices.ts';
export { readReach } from './reach.ts';
