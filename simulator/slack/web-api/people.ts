import { z } from 'zod';
import { APP, OTHER_TEAM, TEAM } from '../world/seed.ts';
import type { Fields, Person } from '../world/shapes.ts';
import type { Workspace } from '../world/workspace.ts';
import { type Api, addMethod, flag } from './methods.ts';
import { TIER_2, TIER_3, TIER_4 } from './rates.ts';
import { SlackRefusal } from './refusal.ts';

const Listed = z.object({ include_users: flag, include_count: flag });

/** `users.info`, `users.lookupByEmail` and the user groups. */
export function addPeople(api: Api): void {
  const { workspace } = api;
  const method = { token: 'bot', rate: TIER_2 } as const;
  addMethod(api, {
    ...method,
    name: 'users.info',
    scope: 'users:read',
    rate: TIER_4,
    args: z.object({ user: z.string() }),
    run: (args) => ({ user: describe(find(workspace, { by: 'id', value: args.user })) }),
  });
  addMethod(api, {
    ...method,
    name: 'users.lookupByEmail',
    rate: TIER_3,
    args: z.object({ email: z.string().min(1) }),
    run: (args) => ({ user: describe(find(workspace, { by: 'email', value: args.email.toLowerCase() })) }),
  });
  addMethod(api, {
    ...method,
    name: 'usergroups.list',
    scope: 'usergroups:read',
    args: Listed,
    run: (args) => ({ usergroups: groups(workspace, args) }),
  });
  addMethod(api, {
    ...method,
    name: 'usergroups.users.list',
    scope: 'usergroups:read',
    args: z.object({ usergroup: z.string() }),
    run: (args) => {
      const group = workspace.world.groups.find((other) => other.id === args.usergroup);
      if (group === undefined) throw new SlackRefusal('no_such_subteam');
      return { users: group.users };
    },
  });
}

/** Any person by id; by e-mail address, members of the team only. */
function find(workspace: Workspace, { by, value }: { by: 'id' | 'email'; value: string }): Person {
  const person = workspace.world.people.find((other) => other[by] === value);
  if (by === 'id' && person === undefined) throw new SlackRefusal('user_not_found');
  if (person === undefined || (by === 'email' && (person.deleted || person.is_stranger)))
    throw new SlackRefusal('users_not_found');
  return person;
}

function groups(workspace: Workspace, args: z.infer<typeof Listed>): Fields[] {
  return workspace.world.groups.map(({ users, ...group }) => ({
    ...group,
    team_id: TEAM.id,
    is_usergroup: true,
    date_delete: 0,
    ...(args.include_count === true && { user_count: users.length }),
    ...(args.include_users === true && { users }),
  }));
}

function describe(person: Person): Fields {
  const { real_name, email, ...flags } = person;
  const stranger = person.team_id === OTHER_TEAM.id;
  return {
    ...flags,
    real_name,
    tz: 'Europe/London',
    tz_offset: 0,
    is_admin: false,
    is_owner: false,
    is_ultra_restricted: false,
    is_app_user: false,
    updated: 1_760_000_000,
    profile: {
      real_name,
      display_name: person.name,
      team: stranger ? OTHER_TEAM.id : TEAM.id,
      ...(email !== '' && !stranger && { email }),
      ...(person.is_bot && { api_app_id: APP.id, bot_id: APP.bot }),
    },
  };
}
