import { defineCheck } from '../../../engine/define-check.ts';
import { reportOf } from '../decide-health.ts';

/** How each source of what is measured is. It reads no source itself: the job does, each minute. */
export default defineCheck({
  name: 'sources',
  title: 'Sources of what is measured',
  why: 'What is not measured has no figure in a summary, and its criterion cannot be judged.',
  run: async ({ store, sources }) => {
    const states = await store.transaction((tx) => tx.sourceStates.all());
    const all = sources.map(({ id, name }) => {
      const health = states.find(({ source }) => source === id)?.health ?? { is: 'not-read-yet' };
      return { name, ...reportOf(health) };
    });
    const named = (is: (typeof all)[number]['is']) => all.filter((one) => one.is === is);
    const [broken, missing] = [named('broken'), named('not set up')];
    const problems = [...broken, ...missing].map(({ name, is, since, why }) =>
      since === null ? `${name}: ${why}` : `${name}: ${is} since ${since}, ${why}`,
    );
    const next = [...broken, ...missing].map(
      ({ name, fix }) => `${name}: ${fix ?? 'wait, or see its status page'}.`,
    );
    if (broken.length > 0) return { is: 'warning', saw: problems.join('; '), next: next.join(' ') };
    if (missing.length > 0)
      return {
        is: 'not-set-up',
        saw: problems.join('; '),
        next: `${next.join(' ')} docs/monitoring.md says how; what you do not use may stay so.`,
      };
    const working = named('working').map(({ name }) => name);
    const unread = named('not read yet').map(({ name }) => name);
    return {
      is: 'ok',
      saw: [
        ...(working.length === 0 ? [] : [`Working: ${working.join(', ')}`]),
        ...(unread.length === 0 ? [] : [`not read yet: ${unread.join(', ')}`]),
      ].join('; '),
    };
  },
});
