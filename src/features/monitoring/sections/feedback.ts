import { age } from '../../alerts/index.ts';
import { breaksIn } from '../details.ts';
import { sourceTrouble } from '../found/absent.ts';
import { finding, type Section } from './section.ts';
import { atLeast, counted } from './text.ts';

const DAY_MS = 24 * 3_600_000;

/** Integration breaks that customers reported; no title is stored. */
export const feedback: Section = {
  id: 'feedback',
  title: 'Reported by customers',
  gather: async ({ store, settings }, { days, now }) => {
    const states = await store.transaction((tx) => tx.sourceStates.all());
    const trouble = sourceTrouble('github-issues', states);
    const found = breaksIn(states.find(({ source }) => source === 'github-issues')?.details ?? null);
    if (found === null) return finding('warn', `Not measured: ${trouble ?? 'the issues were not read yet'}.`);
    const { owner, name } = settings.repository;
    const open = found.breaks.filter(({ closedAt }) => closedAt === null);
    const since = now.getTime() - days * DAY_MS;
    const reported = found.breaks.filter(({ reportedAt }) => Date.parse(reportedAt) >= since).length;
    const text = `${atLeast(found.isAtLeast)}${counted(open.length, 'break')} open, ${reported} reported in ${counted(days, 'day')}`;
    return {
      level: open.length > 0 ? 'bad' : 'good',
      finding: `${text}.`,
      lines: [
        ...open.map(
          ({ number, reportedAt }) =>
            `${owner}/${name}#${number}: open for ${age(now.getTime() - Date.parse(reportedAt))}`,
        ),
        ...(trouble === null ? [] : [`As last read: ${trouble}.`]),
      ],
      chart: null,
      facts: { 'Open breaks': `${atLeast(found.isAtLeast)}${open.length}` },
    };
  },
};
