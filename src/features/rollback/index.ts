export { createLooks } from './looks.ts';
export { previewRollback, rollBack } from './roll-back.ts';
export { rollBackByRule } from './roll-back-by-rule.ts';
export { safetyOf } from './safety.ts';
