import { defineCommand, wrongUsage } from '../src/dispatch/command.ts';

const USUAL_DAYS = 7;
const MOST_DAYS = 90;
const DAYS = /^[1-9]\d?$/;

export default defineCommand({
  name: 'monitor',
  summary:
    'Show what is live, measured: criteria, edge, errors by release, adoption, feedback, vulnerabilities.',
  examples: ['monitor', 'monitor --days 30'],
  arguments: [],
  flags: [
    {
      name: 'days',
      takes: 'text',
      about: `how many days it covers: 1 to ${MOST_DAYS}, ${USUAL_DAYS} when left out`,
    },
  ],
  permission: 'read',
  window: null,
  meanwhile: () => 'Reading what was measured…',
  run: async ({ flags }, { useCases }) => {
    const days = flags['days'] ?? String(USUAL_DAYS);
    if (typeof days !== 'string' || !DAYS.test(days) || Number(days) > MOST_DAYS)
      return wrongUsage('monitor', `--days takes a number from 1 to ${MOST_DAYS}.`, 'monitor [--days 7]');
    return useCases.monitor(Number(days));
  },
});
