import { counted } from '../../../domain/figures.ts';
import { emergencyText, openEmergencies, readEmergencies, recordText } from '../../emergencies/index.ts';
import type { Section } from './section.ts';

const DAY_MS = 86_400_000;

/** How emergencies ended in these days, each kind against its time, and the open ones. */
export const emergencies: Section = {
  id: 'emergencies',
  title: 'Emergencies',
  gather: async (context, { days, now }) => {
    const { open, all } = await context.store.transaction(async (tx) => ({
      open: await openEmergencies(tx, context),
      all: await readEmergencies(tx),
    }));
    const ended = recordText(all, new Date(now.getTime() - days * DAY_MS).toISOString());
    const overdue = open.filter(({ isOverdue }) => isOverdue).length;
    return {
      level: overdue > 0 ? 'bad' : open.length > 0 ? 'warn' : 'good',
      finding:
        ended.length === 0
          ? `${open.length === 0 ? 'None' : counted(open.length, 'emergency', 'emergencies')} open, none ended.`
          : `${ended.join('; ')}.`,
      lines: open.map(emergencyText),
      chart: null,
      facts: { 'Open emergencies': `${open.length}` },
    };
  },
};
