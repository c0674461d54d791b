import type { NextAction } from '../../domain/message.ts';
import type { Operation } from '../../domain/operation.ts';
import { patchAfter } from '../../domain/version.ts';
import { unlockCommand } from './lock.ts';
import type { RollbackContent } from './plans/rollback-content.ts';
import { isRestored } from './restored.ts';

/** What people do after a rollback, in order. Empty until the rollback is done. */
export function nextOf(
  operation: Operation,
  content: RollbackContent,
  { reviewAfterMs }: { reviewAfterMs: number },
): NextAction[] {
  if (!isRestored(operation)) return [];
  const { line: releaseLine, takenBack } = content;
  const open = operation.opened === undefined ? [unlockCommand(releaseLine)] : [];
  const due = new Date(Date.parse(operation.requestedAt) + reviewAfterMs).toISOString();
  return [
    {
      title: 'Patch release',
      text: 'merge the fix, then type',
      commands: [...open, `release ${takenBack === null ? 'v…' : `v${patchAfter(takenBack)}`}`],
    },
    { title: 'Post-mortem', text: postMortemText(operation), commands: [] },
    { title: 'Customer note', text: 'the button drafts it; finish it and send it.', commands: [] },
    { title: 'Review', text: `due ${due}. Navi reminds the owners.`, commands: [] },
  ];
}

function postMortemText({ postMortem }: Operation): string {
  if (postMortem?.is === 'open') return postMortem.url;
  return 'the button opens a GitHub issue with the timeline filled in.';
}
