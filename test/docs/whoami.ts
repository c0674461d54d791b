import { defineCommand } from '../../src/dispatch/command.ts';
import { nameOf } from '../../src/domain/person.ts';

export default defineCommand({
  name: 'whoami',
  summary: 'Show who you are for Navi.',
  examples: ['whoami', 'whoami --roles'],
  arguments: [],
  flags: [{ name: 'roles', takes: 'nothing', about: 'with your roles' }],
  permission: 'read',
  window: null,
  meanwhile: () => null,
  run: async ({ flags }, { caller }) => {
    const roles =
      caller.is === 'person' && flags['roles'] === true ? ` (${caller.person.roles.join(', ')})` : '';
    return { is: 'line', text: `You are ${nameOf(caller)}${roles}.`, level: 'info' };
  },
});
