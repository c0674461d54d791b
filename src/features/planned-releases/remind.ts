import type { PlannedRelease } from '../../domain/planned-release.ts';
import { wallTimeOf } from '../../domain/wall-time.ts';
import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { readinessAt } from '../release/index.ts';
import { type DueReminder, decideReminder, type PlannedPoint } from './decide-reminder.ts';
import { questionOf } from './planned-alert.ts';
import { PLANNED, readPlanned } from './read-planned.ts';

const WHEN: Readonly<Record<PlannedPoint, string>> = {
  'three-days': 'in three days',
  day: 'tomorrow',
  morning: 'today',
  hour: 'now',
};

/** Posts what is ready and what blocks before each planned release, and asks at its hour: each once. */
export async function remindReleases(context: Context): Promise<void> {
  const { store, clock } = context;
  for (const planned of await store.transaction(readPlanned)) {
    const due = await store.transaction((tx) => dueOf(tx, planned, clock.now().toISOString()));
    if (due === null) continue;
    const at = new Date(Math.max(Date.parse(planned.at), clock.now().getTime())).toISOString();
    const ready = await readinessAt(context, { version: planned.version, at });
    await store.transaction(async (tx) => {
      const current = (await readPlanned(tx)).find(({ version }) => version === planned.version);
      if (current?.at !== planned.at) return;
      const now = clock.now().toISOString();
      const still = await dueOf(tx, current, now);
      if (still !== null) await post(tx, context, { planned: current, due: still, ready, now });
    });
  }
}

/** What is due and was not posted before: the outbox has a key of each. */
async function dueOf(tx: Tx, planned: PlannedRelease, now: string): Promise<DueReminder | null> {
  const release = await tx.releases.get(planned.version);
  const isReleased = release !== undefined && release.liveAt !== null;
  const due = decideReminder(planned, isReleased, now);
  return due === null || (await tx.outbox.lock(keyOf(planned, due))) !== undefined ? null : due;
}

function keyOf({ version, at }: PlannedRelease, { point }: DueReminder): string {
  return `planned:${version}:${at}:${point}`;
}

interface Post {
  planned: PlannedRelease;
  due: DueReminder;
  ready: { isReady: boolean; lines: string[] };
  now: string;
}

async function post(tx: Tx, context: Context, { planned, due, ready, now }: Post): Promise<void> {
  const { version, at, zone, owner } = planned;
  const { channel } = context.settings.slack;
  const isHour = due.point === 'hour';
  const what = ready.isReady ? 'Nothing blocks it at that time.' : 'At that time it is blocked:';
  const question = isHour ? ['Its card asks: Request it now.'] : ready.lines;
  await enqueueNotice(tx, {
    ...{ subject: PLANNED, channel, key: keyOf(planned, due), at: now, whom: { person: owner } },
    level: ready.isReady ? 'info' : 'warn',
    text: [
      `v${version} is planned ${WHEN[due.point]}, for ${wallTimeOf(new Date(at), zone)}. ${isHour ? '' : what}`.trim(),
      ...question,
    ].join('\n'),
  });
  if (isHour) {
    const alert = questionOf(planned, ready);
    if (await tx.alerts.begin(alert)) await enqueueAlertCard(tx, context, { id: alert.id, at: now });
  }
  tx.journal.append({
    ...{ subject: PLANNED, event: 'release-reminded', actor: { is: 'navi' }, planHash: null },
    details: { version, point: due.point, isReady: ready.isReady, skipped: [...due.skipped] },
  });
}
