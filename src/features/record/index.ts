export { verifyRecordAt } from './jobs/verify-record.ts';
