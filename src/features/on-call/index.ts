export type { OnCall } from './decide-on-call.ts';
export { readOnCall } from './read-on-call.ts';
export { onCallText } from './say-on-call.ts';
