import { atLeast, counted } from '../../../domain/figures.ts';
import { age } from '../../alerts/index.ts';
import { reportedBreaks } from '../../customers/index.ts';
import { breaksIn } from '../details.ts';
import { sourceTrouble } from '../found/absent.ts';
import { finding, type Section } from './section.ts';

const DAY_MS = 24 * 3_600_000;

/** Integration breaks that customers reported; no title is stored. */
export const feedback: Section = {
  id: 'feedback',
  title: 'Reported by customers',
  gather: async ({ store, settings }, { days, now }) => {
    const { states, recorded } = await store.transaction(async (tx) => ({
      states: await tx.sourceStates.all(),
      recorded: await reportedBreaks(tx),
    }));
    const trouble = sourceTrouble('github-issues', states);
    const found = breaksIn(states.find(({ source }) => source === 'github-issues')?.details ?? null);
    const ours = recorded.filter(({ closedAt }) => closedAt === null);
    if (found === null && ours.length === 0)
      return finding('warn', `Not measured: ${trouble ?? 'the issues were not read yet'}.`);
    const { owner, name } = settings.repository;
    const issues = found?.breaks ?? [];
    const isAtLeast = found === null || found.isAtLeast;
    const open = issues.filter(({ closedAt }) => closedAt === null);
    const inAll = open.length + ours.length;
    const since = now.getTime() - days * DAY_MS;
    const reported = [...issues, ...recorded].filter(
      ({ reportedAt }) => Date.parse(reportedAt) >= since,
    ).length;
    const text = `${atLeast(isAtLeast)}${counted(inAll, 'break')} open, ${reported} reported in ${counted(days, 'day')}`;
    return {
      level: inAll > 0 ? 'bad' : 'good',
      finding: `${text}.`,
      lines: [
        ...open.map(
          ({ number, reportedAt }) =>
            `${owner}/${name}#${number}: open for ${age(now.getTime() - Date.parse(reportedAt))}`,
        ),
        ...ours.map(
          ({ number, customer, version, reportedAt }) =>
            `${customer} by v${version} (break ${number}): open for ${age(now.getTime() - Date.parse(reportedAt))}`,
        ),
        ...(trouble === null ? [] : [`As last read: ${trouble}.`]),
      ],
      chart: null,
      facts: { 'Open breaks': `${atLeast(isAtLeast)}${inAll}` },
    };
  },
};
