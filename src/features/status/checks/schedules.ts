import { defineCheck } from '../../../engine/define-check.ts';

/** A schedule that is later than this is not served. */
const LATE_MS = 5 * 60_000;

/** Each schedule was served in time, and is due again. */
export default defineCheck({
  name: 'schedules',
  title: 'Schedules',
  why: 'Monitoring, the daily checks and reminders come from schedules.',
  run: async ({ store, settings, clock }) => {
    const { nextDue } = await import('../../../domain/decide-due.ts');
    const now = clock.now();
    const names = Object.keys(settings.schedules);
    const rows = await store.transaction(async (tx) => {
      const found = [];
      for (const [name, schedule] of Object.entries(settings.schedules))
        found.push({ name, when: schedule.when, last: await tx.schedules.last(name) });
      return found;
    });
    const late = rows.flatMap(({ name, when, last }) => {
      if (last === null) return [`${name} never ran`];
      const dueAt = nextDue(when, new Date(last));
      const isLate = dueAt !== null && now.getTime() - Date.parse(dueAt) > LATE_MS;
      return isLate ? [`${name} was due at ${dueAt} and last ran at ${last}`] : [];
    });
    if (late.length > 0)
      return {
        is: 'warning',
        saw: `${late.join('; ')}.`,
        next: 'Start the bot if it does not run; it looks at its schedules once a minute.',
      };
    const shown = rows.map(
      ({ name, when, last }) => `${name} ${last}, next ${nextDue(when, now) ?? 'never'}`,
    );
    return { is: 'ok', saw: `${names.length} schedules; last and next: ${shown.join('; ')}` };
  },
});
