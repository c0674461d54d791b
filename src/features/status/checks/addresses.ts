import { defineCheck } from '../../../engine/define-check.ts';

/** Every service's address answers, with any status. */
export default defineCheck({
  name: 'addresses',
  title: 'Addresses of the services',
  why: 'A step that needs a service waits until its address answers.',
  run: async ({ host }) => {
    const seen = await host.addresses();
    const away = seen.flatMap(({ setting, address, problem }) =>
      problem === null ? [] : [{ setting, says: `${address} (${setting}): ${problem}` }],
    );
    if (away.length === 0) return { is: 'ok', saw: seen.map(({ address }) => address).join(', ') };
    return {
      is: 'failed',
      saw: `${away.length} of ${seen.length} do not answer: ${away.map(({ says }) => says).join('; ')}`,
      next: `Check ${away.map(({ setting }) => setting).join(', ')}, and that this machine may reach the address.`,
    };
  },
});
