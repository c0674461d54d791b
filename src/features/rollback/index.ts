export { createLooks } from './looks.ts';
export { previewRollback, rollBack } from './roll-back.ts';
export { safetyOf } from './safety.ts';
