import { defineCheck } from '../../../engine/define-check.ts';

/** Mail to customers can be sent, where there are customers. */
export default defineCheck({
  name: 'mail',
  title: 'Mail to customers',
  why: 'Without it no notice is sent, and a breaking release waits for each customer.',
  run: async ({ customersFile, mail, settings }) => {
    if ('missing' in mail)
      return {
        is: (await customersFile.read()).is === 'not-set-up' ? 'not-set-up' : 'warning',
        saw: `${mail.missing} is not set: Navi sends no mail.`,
        next: `Set ${mail.missing}; .env.example says how.`,
      };
    const withoutAddress = settings.people.filter(
      ({ email, roles }) =>
        email === undefined && roles.some((role) => settings.permissions['tell-customers'].includes(role)),
    );
    if (withoutAddress.length === 0) return { is: 'ok', saw: 'a server and a sender are set' };
    return {
      is: 'warning',
      saw: `A server and a sender are set; ${withoutAddress.map(({ name }) => name).join(', ')} have no address, so customers cannot answer them.`,
      next: 'Add email to them under people in navi.config.yaml.',
    };
  },
});
