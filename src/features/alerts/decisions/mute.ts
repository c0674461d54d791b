import { actorOf } from '../../../domain/journal.ts';
import { onDecision, placeOf } from '../../../engine/click.ts';
import { defineDecision } from '../../../engine/define-decision.ts';
import { CALLING_ALERT } from '../calling-alert.ts';
import { muteIncident } from '../mute.ts';

/** A person mutes an incident for some time, with a reason. Each summary lists it. */
export default defineDecision({
  name: 'mute',
  about: CALLING_ALERT,
  permission: 'request-release',
  button: { label: 'Mute until …', says: 'Mute until a time:' },
  place: 60,
  offered: ({ calling, answer }) => calling !== null && answer.joined === null,
  asks: {
    title: 'Mute this alert',
    submit: 'Mute',
    reason: 'Until when, and why: until tomorrow 09:00 the upstream is down',
    says: ({ calling }) => [
      calling?.what ?? 'It does not fire any more.',
      'For some time (30m, 2h, 1d) or until a time of your zone (until 09:00, until tomorrow 09:00).',
      'Navi posts nothing more about this incident until then. Each summary lists it.',
    ],
  },
  word: {
    name: 'mute',
    summary: 'Mute an alert for some time or until a time, from the terminal.',
    examples: ['mute alt_01j "until tomorrow 09:00 the upstream is known to be down"'],
    takes: 'reason',
    id: 'the alert, as alerts lists it',
  },
  apply: (context, decided) =>
    onDecision(context, decided, {
      about: CALLING_ALERT,
      asked: 'mute',
      apply: (tx, { row: alert, person }) =>
        muteIncident(tx, context, {
          alert,
          person,
          actor: actorOf(decided.caller, placeOf(decided)),
          text: decided.reason,
        }),
    }),
});
