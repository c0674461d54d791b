import { placeOf } from '../../../engine/click.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { previewDeleteTag } from '../left-tag/ask.ts';

/** Checks again whether the tag may be deleted; the window's command deletes it. */
export default defineDecision({
  name: 'delete-tag',
  about: OPERATION,
  permission: null,
  button: { label: 'Delete tag', says: 'Delete tag: delete the tag of the', style: 'danger' },
  place: 110,
  offered: ({ leftTag }) => leftTag?.is === 'deletable',
  shows: {
    title: 'Delete tag',
    facts: 'world',
    window: (context, click) =>
      previewDeleteTag(context, { tag: click.subject.id, caller: click.caller, place: placeOf(click) }),
  },
});
