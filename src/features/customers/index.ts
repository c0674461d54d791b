export { gatherNotice } from './notices/gather-facts.ts';
