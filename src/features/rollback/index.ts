export { createLooks } from './looks.ts';
export { rollBack } from './roll-back.ts';
export { safetyOf } from './safety.ts';
