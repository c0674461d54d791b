import { isOpen } from '../../../domain/operation.ts';
import { placeOf } from '../../../engine/click.ts';
import { OPERATION } from '../../../engine/decision-subject.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { isRest } from '../../../engine/rest.ts';
import { canBeStopped } from '../stop.ts';
import { previewStop } from '../stop-release.ts';

/** Stops a release that has moved nothing: the window asks once, and its command stops it. */
export default defineDecision({
  name: 'stop',
  about: OPERATION,
  permission: null,
  urgent: true,
  button: { label: 'Stop release', says: 'Stop release: stop the', style: 'danger' },
  place: 90,
  offered: (operation, { steps }) =>
    canBeStopped(operation, steps) &&
    isOpen(operation.state) &&
    (operation.state.is !== 'awaiting-approval' || isRest(operation)),
  shows: {
    title: 'Stop release',
    facts: 'store',
    window: (context, click) =>
      previewStop(context, {
        release: click.subject.id,
        reason: undefined,
        caller: click.caller,
        place: placeOf(click),
      }),
  },
});
