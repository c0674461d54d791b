export { DRIFT, driftCard, nameOfSubject } from './card.ts';
export { EDGE, type Finding } from './compare.ts';
export { compareLook, type Decided, type DriftAlert, decideDrift } from './decide-drift.ts';
export { gitTagSubject, type Look, surfaceSubject } from './looks.ts';
