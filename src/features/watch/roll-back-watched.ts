import { enqueueAlertCard } from '../../engine/alert-card.ts';
import type { Context } from '../../engine/context.ts';
import { enqueueNotice } from '../../engine/save.ts';
import type { Tx } from '../../ports/store.ts';
import { rollBackByRule } from '../rollback/index.ts';
import { judgedLines, RULE } from './card.ts';
import type { AutomaticRollback } from './decide-watch.ts';
import { headlineOf } from './headline.ts';
import { readWatch, storedWatch, type WatchAlert } from './watch-alert.ts';

/**
 * Navi rolls a watched release back by itself, once. The transaction that saves the rollback looks at the watch again: a
 * person may have decided to keep the release meanwhile, and another process may have been faster.
 */
export async function rollBackWatched(context: Context, due: WatchAlert): Promise<void> {
  const { watch } = due;
  const release = await context.store.transaction(async (tx) => tx.releases.get(watch.version));
  if (release?.operation == null || watch.replaced === null) return;
  const at = context.clock.now().toISOString();
  const automatic: AutomaticRollback = {
    dueAt: watch.automatic?.dueAt ?? at,
    firstBadAt: watch.automatic?.firstBadAt ?? watch.judged?.counts?.firstBadAt ?? null,
    ...{ operation: null, why: null },
  };
  const begun = await rollBackByRule(context, {
    by: { is: 'rule', rule: RULE, judged: judgedBy(context, due, automatic) },
    release: release.operation,
    target: watch.replaced,
    reason: [
      `${headlineOf(watch)} (release watch)`,
      ...judgedLines(watch, context.settings.releaseWatch),
    ].join('. '),
    alongside: async (tx, operation) => {
      const now = await stillDue(tx, due);
      if (now === undefined) return { code: 'alert-over', alert: due.id };
      await tx.alerts.save(
        storedWatch({ ...now, watch: { ...now.watch, automatic: { ...automatic, operation } } }),
      );
      await enqueueAlertCard(tx, context, { id: due.id, at });
      return null;
    },
  });
  if (begun.is === 'begun') return;
  const { why } = begun;
  await context.store.transaction((tx) =>
    notBegun(tx, context, { due, automatic: { ...automatic, why }, at }),
  );
}

/** The watch as it is now, if nothing that decides has changed since it was judged. */
async function stillDue(tx: Tx, due: WatchAlert): Promise<WatchAlert | undefined> {
  const alert = await tx.alerts.lock(due.id);
  const now = alert && readWatch(alert);
  const isDue =
    now?.state.is === 'suspect' && now.watch.kept === null && now.watch.automatic?.operation == null;
  return isDue ? now : undefined;
}

/** The numbers that the rule was applied to. */
function judgedBy(
  { settings: { releaseWatch } }: Context,
  { id, watch: { judged } }: WatchAlert,
  { dueAt, firstBadAt }: AutomaticRollback,
) {
  const { leastLoads, leastRate, times, chance, automaticLoads, automaticErrors } = releaseWatch;
  const limits = { leastLoads, leastRate, times, chance, automaticLoads, automaticErrors };
  const counts = judged?.counts ?? null;
  return {
    alert: id,
    dueAt,
    firstBadAt,
    limits,
    verdict: { ...judged?.verdict },
    counts: counts && {
      ...{ source: counts.source, minutes: counts.minutes },
      ...{ fresh: { ...counts.fresh }, old: { ...counts.old } },
    },
  };
}

/** People are called once: Navi tries again with each look, as long as it is due. */
async function notBegun(
  tx: Tx,
  context: Context,
  { due, automatic, at }: { due: WatchAlert; automatic: AutomaticRollback; at: string },
): Promise<void> {
  const now = await stillDue(tx, due);
  if (now === undefined) return;
  const isNew = now.watch.automatic?.why !== automatic.why;
  await tx.alerts.save(storedWatch({ ...now, watch: { ...now.watch, automatic } }));
  if (!isNew) return;
  tx.journal.append({
    ...{ subject: due.subject, event: 'rollback-not-begun', actor: { is: 'navi' }, planHash: null },
    details: { alert: due.id, rule: RULE, why: automatic.why },
  });
  await enqueueAlertCard(tx, context, { id: due.id, at });
  await enqueueNotice(tx, {
    subject: { kind: 'alert', id: due.id },
    text: `The automatic rollback of v${due.watch.version} cannot begin: ${automatic.why} Decide on its card.`,
    level: 'bad',
    channel: context.settings.slack.channel,
    whom: 'owners',
    key: `watch:${due.id}:not-begun`,
    at,
  });
}
