import { defineCommand, wrongUsage } from '../src/dispatch/command.ts';
import type { Message } from '../src/domain/message.ts';
import { parseVersion } from '../src/domain/version.ts';

export default defineCommand({
  name: 'feedback',
  summary: 'Record that a release broke a customer’s integration, or that it works again.',
  examples: ['feedback', 'feedback break --customer zna-antwerp --release vX.Y.Z', 'feedback closed 3'],
  arguments: [
    { name: 'action', required: false, about: 'break or closed; without it, what was recorded' },
    { name: 'number', required: false, about: 'the break that is closed' },
  ],
  flags: [
    { name: 'customer', takes: 'text', about: 'the customer who reported it, by its id' },
    { name: 'release', takes: 'text', about: 'the version that broke it' },
  ],
  permission: 'read',
  changes: ({ words }) => words['action'] !== undefined,
  window: null,
  meanwhile: () => null,
  run: async ({ words, flags }, { useCases, caller, place }) => {
    const { action, number = '' } = words;
    const ask = { customer: '', version: '', number: 0, caller, place };
    if (action === undefined) return useCases.feedback({ ...ask, is: 'list' });
    if (action === 'closed')
      return /^\d{1,9}$/.test(number)
        ? useCases.feedback({ ...ask, is: 'closed', number: Number(number) })
        : refused('Name the break by its number.');
    const customer = flags['customer'];
    const version = typeof flags['release'] === 'string' ? parseVersion(flags['release']) : undefined;
    if (action !== 'break' || typeof customer !== 'string' || version === undefined)
      return refused('Name the customer and the release.');
    return useCases.feedback({ ...ask, is: 'break', customer: customer.toLowerCase(), version });
  },
});

function refused(problem: string): Message {
  const usage = 'feedback break --customer <customer> --release vX.Y.Z, or feedback closed <number>';
  return wrongUsage('feedback', problem, usage);
}
