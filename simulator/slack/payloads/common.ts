import { APP, OTHER_TEAM, TEAM } from '../world/seed.ts';
import type { Fields, Person } from '../world/shapes.ts';
import { isShared, type Workspace } from '../world/workspace.ts';

/** A person's team, as payloads name it. */
export function teamOf(person: Person): { id: string; domain: string } {
  return person.team_id === OTHER_TEAM.id
    ? { id: OTHER_TEAM.id, domain: OTHER_TEAM.domain }
    : { id: TEAM.id, domain: TEAM.domain };
}

/** The fields of every interaction payload (docs/services.md, Slack). */
export function interactionBase(person: Person): Fields {
  return {
    user: { id: person.id, username: person.name, name: person.name, team_id: person.team_id },
    team: { id: TEAM.id, domain: TEAM.domain },
    api_app_id: APP.id,
    token: APP.verificationToken,
    enterprise: null,
    is_enterprise_install: false,
  };
}

/** Wraps an event as the Events API does (docs/services.md, Slack). */
export function eventPayload(workspace: Workspace, event: Fields, eventId: string): Fields {
  return {
    type: 'event_callback',
    token: APP.verificationToken,
    team_id: TEAM.id,
    context_team_id: TEAM.id,
    context_enterprise_id: null,
    api_app_id: APP.id,
    event,
    event_id: eventId,
    event_time: Math.floor(workspace.now() / 1000),
    is_ext_shared_channel: isShared(workspace, String(event['channel'])),
    authorizations: [
      {
        enterprise_id: null,
        team_id: TEAM.id,
        user_id: APP.botUser,
        is_bot: true,
        is_enterprise_install: false,
      },
    ],
  };
}
