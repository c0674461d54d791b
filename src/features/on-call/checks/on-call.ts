import { defineCheck } from '../../../engine/define-check.ts';
import { readOnCall } from '../read-on-call.ts';

/** A person is on call, and the user group is as Navi needs it. */
export default defineCheck({
  name: 'on-call',
  title: 'On call',
  why: 'An alert that is not acknowledged calls the people on call.',
  run: async (context) => {
    const { now, problems } = await readOnCall(context);
    const names = now.map(({ name }) => name).join(', ');
    if (problems.length > 0)
      return {
        is: 'warning',
        saw: problems.join(' '),
        next: `Correct the user group in Slack, or onCall.group. Until then Navi calls ${names === '' ? 'the owners' : names}.`,
      };
    if (names === '')
      return {
        is: 'warning',
        saw: 'No person is on call.',
        next: 'Name a Slack user group in onCall.group, or give a person the role on-call.',
      };
    return { is: 'ok', saw: names };
  },
});
