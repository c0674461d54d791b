import { atLeast, counted } from '../../../domain/figures.ts';
import { age } from '../../alerts/index.ts';
import { vulnerabilitiesIn } from '../details.ts';
import { sourceTrouble } from '../found/absent.ts';
import { finding, type Section } from './section.ts';

/** Open vulnerabilities of what customers load, the oldest first. */
export const vulnerabilities: Section = {
  id: 'vulnerabilities',
  title: 'Vulnerabilities',
  gather: async ({ store }, { now }) => {
    const states = await store.transaction((tx) => tx.sourceStates.all());
    const trouble = sourceTrouble('dependabot', states);
    const found = vulnerabilitiesIn(states.find(({ source }) => source === 'dependabot')?.details ?? null);
    if (found === null) return finding('warn', `Not measured: ${trouble ?? 'the alerts were not read yet'}.`);
    const open = found.alerts
      .filter(({ fixedAt, dismissedAt }) => fixedAt === null && dismissedAt === null)
      .toSorted((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
    return {
      level: open.length > 0 ? 'warn' : 'good',
      finding: `${atLeast(found.isAtLeast)}${counted(open.length, 'vulnerability', 'vulnerabilities')} open.`,
      lines: [
        ...open.map(
          (one) =>
            `#${one.number} ${one.package} (${one.severity}): open for ${age(now.getTime() - Date.parse(one.openedAt))}`,
        ),
        ...(trouble === null ? [] : [`As last read: ${trouble}.`]),
      ],
      chart: null,
      facts: { 'Open vulnerabilities': `${atLeast(found.isAtLeast)}${open.length}` },
    };
  },
};
