export { readDrift } from './alert.ts';
export { EDGE } from './compare.ts';
export { compareLook } from './decide-drift.ts';
export { listDrift } from './list.ts';
export { lookAt } from './look.ts';
