import type { Operation } from '../../domain/operation.ts';
import type { DutyOutcome } from '../../ports/store.ts';
import { byNavi, say } from '../keep.ts';
import type { Ground } from '../ports.ts';
import { namesOf } from '../published.ts';
import { deprecateCommand } from '../steps/hand-over.ts';
import { deprecateLate, type LatePublications } from './late-publications.ts';

const ASK_AGAIN_MS = 30_000;

/**
 * Takes back what the late run of a superseded release has published, when that run has ended, and says in the thread
 * what was read back. Whoever moves those packages goes first, so there is twice the run deadline for it since the
 * release was superseded; then a person is told what is left.
 */
export async function takeBackLate(ground: Ground, release: Operation): Promise<DutyOutcome> {
  const late = await deprecateLate(ground, release);
  const now = ground.clock.now().getTime();
  const passed = now - Date.parse(release.finishedAt ?? release.requestedAt);
  const isLeft = late === null || late.owed.length > 0;
  if (isLeft && passed < 2 * ground.settings.deadlines.run)
    return { is: 'again', at: new Date(now + ASK_AGAIN_MS).toISOString() };
  const words = wordsOf(late);
  if (words !== '') await tell(ground, release, { late, words, isLeft });
  return { is: 'over' };
}

interface Told {
  late: LatePublications | null;
  words: string;
  isLeft: boolean;
}

async function tell(ground: Ground, release: Operation, { late, words, isLeft }: Told): Promise<void> {
  const { id: operation } = release;
  const at = ground.clock.now().toISOString();
  const key = `end-run:${operation}:published`;
  const about = isLeft
    ? ({ is: 'attention', operation, text: words, whom: 'approvers' } as const)
    : ({ is: 'line', operation, text: words, level: 'info' } as const);
  await ground.store.transaction(async (tx) => {
    // The duty may come again after a crash, when this has been said.
    if ((await tx.outbox.get(key)) !== undefined) return;
    if (late !== null) tx.journal.append(byNavi(release, 'late-published', detailsOf(late)));
    await say(tx, release, { about, key, at });
  });
}

function detailsOf({ deprecated, owed, stays }: LatePublications) {
  return { deprecated: namesOf(deprecated), owed: namesOf(owed), stays: namesOf(stays) };
}

/** Nothing when it has published nothing. */
function wordsOf(late: LatePublications | null): string {
  if (late === null) return 'npm does not say what its late run has published: look there.';
  const { deprecated, owed, stays } = late;
  return [
    ...(deprecated.length === 0
      ? []
      : [`What its late run has published is deprecated: ${namesOf(deprecated)}.`]),
    ...(stays.length === 0
      ? []
      : [`What its late run has published and no rollback was to deprecate stays: ${namesOf(stays)}.`]),
    ...owed.map(
      (one) =>
        `What its late run has published is not deprecated: ${namesOf([one])}. ${deprecateCommand(one)}`,
    ),
  ].join(' ');
}
