import { defineCommand } from '../src/dispatch/command.ts';
import type { Message } from '../src/domain/message.ts';
import { refuse } from '../src/domain/refusal.ts';

export default defineCommand({
  name: 'customers',
  summary: 'Show customers: what they load, their owners, their channels.',
  examples: [
    'customers',
    'customers --on v1',
    'customers --set-up',
    'customers zna-antwerp',
    'customers zna-antwerp --erase',
  ],
  arguments: [{ name: 'customer', required: false, about: 'one customer, by its id' }],
  flags: [
    { name: 'on', takes: 'text', about: 'only those who load this release line or version, such as v1' },
    {
      name: 'set-up',
      takes: 'nothing',
      about: 'print the command that lets Navi know who loads what, at a terminal',
    },
    {
      name: 'erase',
      takes: 'nothing',
      about: 'delete the customer’s addresses that the customers file does not list any more',
    },
  ],
  permission: 'read',
  changes: ({ flags }) => flags['erase'] === true,
  window: 'Customers',
  meanwhile: () => null,
  run: async ({ words, flags }, { useCases, caller, place }) => {
    if (flags['set-up'] === true) return useCases.setUpCustomerLoads(place);
    const { customer = null } = words;
    const on = typeof flags['on'] === 'string' ? flags['on'] : null;
    if (flags['erase'] !== true) return useCases.customers({ customer, on, caller });
    return customer === null ? refused() : useCases.eraseContacts({ customer, caller, place });
  },
});

function refused(): Message {
  const problem = 'Name the customer whose addresses are to be deleted.';
  const refusal = refuse({
    code: 'usage',
    command: 'customers',
    problem,
    usage: 'customers <customer> --erase',
  });
  return { is: 'refusal', refusal, asked: 'customers --erase' };
}
