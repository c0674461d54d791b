import type { Channel, Person, World } from './shapes.ts';

/** The simulated team, app and credentials; the same names everywhere in the simulated world. */
export const TEAM = {
  id: 'T0AWELL',
  name: 'Awell',
  domain: 'awell',
  url: 'https://awell.slack.com/',
} as const;
export const OTHER_TEAM = { id: 'T0OTHER', name: 'Other Clinic', domain: 'other-clinic' } as const;
export const APP = {
  id: 'A0NAVI',
  botUser: 'U0NAVI',
  bot: 'B0NAVI',
  name: 'navi',
  commands: ['/navi'],
  /** As in the app's manifest: what the menu of a message offers. */
  shortcuts: [{ name: 'Report a break', callback_id: 'navi.report-break' }],
  /** The legacy verification token that payloads still carry; it proves nothing. */
  verificationToken: 'simulated-verification-token',
} as const;
export const BOT_TOKEN = 'xoxb-simulated';
export const APP_TOKEN = 'xapp-simulated';
export const SIGNING_SECRET = 'simulated-signing-secret';

/** Scopes of the app's manifest, which Slack names in `x-oauth-scopes` on each answer. */
export const SCOPES: readonly string[] = [
  'app_mentions:read',
  'channels:read',
  'channels:history',
  'chat:write',
  'chat:write.public',
  'commands',
  'groups:read',
  'groups:history',
  'im:history',
  'im:write',
  'usergroups:read',
  'users:read',
  'users:read.email',
];

function person(id: string, name: string, realName: string, more: Partial<Person> = {}): Person {
  return {
    id,
    name,
    real_name: realName,
    email: `${name}@awellhealth.com`,
    team_id: TEAM.id,
    is_bot: false,
    is_restricted: false,
    is_stranger: false,
    deleted: false,
    ...more,
  };
}

function channel(id: string, name: string, members: string[]): Channel {
  return { id, name, members, is_private: false, is_im: false };
}

/** The workspace at the start: its people, channels and groups, and no messages. */
export function seedWorld(): World {
  const staff = ['U0ADA', 'U0BEN', 'U0CLEO', 'U0DEV'];
  return {
    people: [
      person('U0ADA', 'ada', 'Ada Okafor'),
      person('U0BEN', 'ben', 'Ben Ivarsson'),
      person('U0CLEO', 'cleo', 'Cleo Martins'),
      person('U0DEV', 'dev', 'Dev Rao'),
      person('U0GUS', 'gus', 'Gus Guest', { is_restricted: true, email: 'gus@contractor.example' }),
      person('U0EVE', 'eve', 'Eve External', {
        is_stranger: true,
        team_id: OTHER_TEAM.id,
        email: 'eve@other-clinic.example',
      }),
      person('U0KIM', 'kim', 'Kim King', {
        is_stranger: true,
        team_id: 'T0KINGS',
        email: 'kim@kings-health.example',
      }),
      person('U0OLD', 'olga', 'Olga Old', { deleted: true }),
      person(APP.botUser, APP.name, 'Navi', { is_bot: true, email: '' }),
    ],
    channels: [
      channel('C0RELEASES', 'releases', [...staff, 'U0GUS', 'U0EVE', APP.botUser]),
      channel('C0ONCALL', 'on-call', [...staff, APP.botUser]),
      channel('C0GENERAL', 'general', [...staff, 'U0GUS', APP.botUser]),
      channel('C0KINGS', 'kings-health', ['U0CLEO', 'U0KIM', APP.botUser]),
    ],
    groups: [
      { id: 'S0RELEASE', handle: 'release-managers', name: 'Release managers', users: ['U0ADA', 'U0BEN'] },
      { id: 'S0ONCALL', handle: 'on-call', name: 'On call', users: ['U0CLEO'] },
    ],
    messages: {},
    ephemerals: {},
    homes: {},
    modals: {},
    triggers: {},
    responsePlaces: {},
    lastMicros: 0,
    counter: 0,
  };
}
