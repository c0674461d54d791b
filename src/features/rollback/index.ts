export { lineRecord } from './line-record.ts';
export { createLooks } from './looks.ts';
export { previewRollback, rollBack } from './roll-back.ts';
export { rollBackByRule } from './roll-back-by-rule.ts';
export { knownGoodOf } from './rollback-target.ts';
export { safetyOf } from './safety.ts';
