import { defineCheck } from '../../../engine/define-check.ts';

/** The configuration is valid, or Navi would not run; some settings deserve a look. */
export default defineCheck({
  name: 'configuration',
  title: 'Configuration',
  why: 'With these settings Navi works, and is slower or less safe than it could be.',
  run: async ({ host, settings }) => {
    const remarks = host.remarks();
    const [first] = remarks;
    if (first === undefined)
      return {
        is: 'ok',
        saw: `valid: ${settings.packages.length} packages, ${settings.people.length} people`,
      };
    return {
      is: 'warning',
      saw: `${remarks.map(({ what }) => what).join('. ')}.`,
      next: remarks.map(({ next }) => next).join(' '),
    };
  },
});
