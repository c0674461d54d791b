import { defineOperation } from '../../engine/define-operation.ts';
import { type RollbackContent, rollbackContent } from './plans/rollback-content.ts';

export const rollback = defineOperation<RollbackContent>({
  content: rollbackContent,
  takesBack: true,
  isDecidedByJournal: true,
  looksAgain: true,
  words: {
    name: ({ line, version }) => `rollback of ${line} to v${version}`,
    title: ({ line, version }) => `Rollback of ${line} to v${version}`,
    headline: ({ line, version }) => `Rollback of ${line} to v${version}`,
    short: (version) => `rollback to v${version}`,
    icon: '⏪',
  },
});
