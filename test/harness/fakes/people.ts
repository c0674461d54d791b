import type { StrangerReason } from '../../../src/domain/person.ts';
import type { ChatDirectory } from '../../../src/ports/people.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { type Knobs, withKnobs } from './knobs.ts';

export interface FakeDirectory extends ChatDirectory, Knobs<'standing' | 'group'> {
  strangers: Map<string, StrangerReason>;
  members: Set<string>;
  groups: Map<string, readonly string[]>;
}

/** The simulated workspace's accounts: members, and the strangers among them. An account it does not have is `unknown`. */
export function createFakeDirectory(): FakeDirectory {
  const members = new Set(['U0ADA', 'U0BEN', 'U0CLEO', 'U0DEV']);
  const strangers = new Map<string, StrangerReason>([
    ['U0GUS', 'guest'],
    ['U0EVE', 'foreign-team'],
    ['U0OLD', 'deactivated'],
    ['U0NAVI', 'bot'],
  ]);
  const groups = new Map<string, readonly string[]>([['S0ONCALL', ['U0CLEO']]]);
  const directory = {
    members,
    strangers,
    groups,
    group: async (id: string): Promise<readonly string[]> => {
      const found = groups.get(id);
      if (found !== undefined) return found;
      const facts = { service: 'slack', call: 'usergroups.users.list', kind: 'refused' } as const;
      throw new ServiceError({ ...facts, problem: 'no_such_subteam', code: 'no_such_subteam' });
    },
    standing: async (account: string): ReturnType<ChatDirectory['standing']> => {
      const why = strangers.get(account) ?? (members.has(account) ? undefined : 'unknown');
      return why === undefined ? { is: 'member' } : { is: 'stranger', why };
    },
  };
  return withKnobs('slack', directory, ['standing', 'group']);
}
