export { DRIFT, driftCard, driftLines, nameOfSubject } from './card.ts';
export { EDGE, type Finding } from './compare.ts';
export { compareLook, type Decided, type DriftAlert, decideDrift } from './decide-drift.ts';
export { type LateWrite, lateWrites } from './late-write.ts';
export { gitTagSubject, type Look, surfaceSubject } from './looks.ts';
export { type PutBackFrom, planPutBack } from './put-back-plan.ts';
