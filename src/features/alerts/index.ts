export {
  type Answer,
  answerIn,
  type Calling,
  type CallingAlert,
  callingDetails,
  isMuted,
  pageOf,
  readCalling,
  UNANSWERED,
} from './calling-alert.ts';
export { releaseTopic } from './decide-incident.ts';
export { enqueueInThread, joinedTo, leftAlone, raise } from './raise.ts';
export { age, answerLines, answerNote, callingLine, lengthOf } from './words.ts';
