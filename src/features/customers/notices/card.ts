import type { AlertCard } from '../../../domain/message.ts';
import { digestOf, isOpen, type Notice, responsibleFor, shortDigest } from '../../../domain/notice.ts';
import { ownersOf } from '../../../domain/person.ts';
import type { RefusalReason } from '../../../domain/refusal.ts';
import { tagOf } from '../../../domain/version.ts';
import { alertCardKey } from '../../../engine/alert-card.ts';
import type { DecisionSubject } from '../../../engine/decision-subject.ts';
import { defineCard } from '../../../engine/define-card.ts';

/** A notice's card shows no more than its row: one revision, and each decision checks the state. */
const REVISION = 1;

/** A notice, for decisions about one. */
export const NOTICE: DecisionSubject<Notice> = {
  kind: 'alert',
  cardKey: alertCardKey,
  lock: (tx, id) => tx.notices.lock(id),
  isRow: (row): row is Notice => 'topic' in row && 'draftedAt' in row,
  idOf: ({ id }) => id,
  nameOf: (notice) => nameOf(notice),
  revisionOf: () => REVISION,
  unknown: (alert): RefusalReason => ({ code: 'alert-unknown', alert }),
};

/** The card of a notice in the release channel: what it waits for, and what people can do. */
export const noticeCard = defineCard({
  kind: 'alert',
  read: (tx, id) => tx.notices.get(id),
  compose: (notice, { settings, decisions }) => {
    const responsible = responsibleFor(notice);
    const who = settings.people.find(({ id }) => id === responsible)?.name ?? responsible;
    const alert: AlertCard = {
      ...{ id: notice.id, revision: REVISION, isOver: !isOpen(notice), tone: 'watch' },
      headline: `${nameOf(notice)} ${stateOf(notice)}`,
      lines: linesOf(notice, who),
      asks: isOpen(notice) ? ownersOf(settings.people, responsible) : [],
      buttons: decisions.buttonsFor(notice),
    };
    return { is: 'alert', alert };
  },
});

const WHAT = {
  release: 'The notice of',
  reminder: 'The reminder of',
  prerelease: 'The notice of',
  rollback: 'The notice of the rollback of',
  emergency: 'The emergency notice about',
  custom: 'The message about',
} as const;

function nameOf({ topic, version, kind }: Notice): string {
  return `${kind === 'correction' ? 'The correction: ' : ''}${WHAT[topic]} ${tagOf(version)}`;
}

function stateOf({ state, recipients }: Notice): string {
  switch (state.is) {
    case 'drafted':
      return `is drafted for ${recipients.length} ${recipients.length === 1 ? 'recipient' : 'recipients'}`;
    case 'reviewed':
      return 'is reviewed and not sent';
    case 'sending':
      return 'is sent and not complete';
    case 'given':
      return 'is complete';
    case 'replaced':
      return `was replaced by ${state.by}`;
  }
}

function linesOf(notice: Notice, who: string): string[] {
  const { id, version, topic, on, state, care } = notice;
  if (!isOpen(notice)) return [`${id}; /navi notice show ${tagOf(version)} has each recipient.`];
  const snoozed = care?.snoozedUntil ?? null;
  return [
    `${id}${topic === 'release' ? `, for a release on ${on}` : ''}; digest ${shortDigest(notice)}. ${who} looks after it.`,
    ...(snoozed === null ? [] : [`Reminders wait until ${snoozed}.`]),
    nextOf(notice, state.is),
  ];
}

function nextOf(notice: Notice, is: Notice['state']['is']): string {
  const tag = tagOf(notice.version);
  if (is === 'drafted')
    return `A second person reads it with /navi notice show ${tag}, and types /navi notice review ${tag} ${digestOf(notice).slice(0, 12)}.`;
  if (is === 'reviewed') return 'Press Send now.';
  return `/navi notice show ${tag} has the open recipients. Press Mark as sent for who was notified by hand.`;
}
