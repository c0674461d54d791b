import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { APP } from '../../../simulator/slack/world/seed.ts';
import { REPORT_BREAK } from '../../../src/adapters/slack/views/break.ts';
import { SLACK_SCOPES } from '../../../src/domain/slack-scopes.ts';

/** The parts of Slack's manifest schema 2.0.0 that ours uses, with their limits (docs/services.md, Slack); no other field is allowed. */
const text = (min: number, max: number) => z.string().min(min).max(max);
const Manifest = z.strictObject({
  _metadata: z.strictObject({ major_version: z.literal(2), minor_version: z.number().int() }),
  display_information: z.strictObject({
    name: text(1, 35),
    description: text(1, 140),
    long_description: text(175, 4000),
    background_color: z.string().regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({
      display_name: text(1, 80).regex(/^[a-z0-9._-]+$/),
      always_online: z.boolean(),
    }),
    slash_commands: z
      .array(
        z.strictObject({
          command: text(2, 32).regex(/^\//),
          description: text(1, 2000),
          usage_hint: text(1, 1000),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(1, 24),
          type: z.enum(['message', 'global']),
          callback_id: text(1, 255),
          description: text(1, 150),
        }),
      )
      .max(10),
  }),
  oauth_config: z.strictObject({ scopes: z.strictObject({ bot: z.array(z.string()).max(255) }) }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({ bot_events: z.array(z.string()).min(1).max(100) }),
    interactivity: z.strictObject({ is_enabled: z.literal(true) }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.literal(false),
  }),
});

/** Which scope each thing that Navi does needs (docs/services.md, Slack). */
const NEEDED: Readonly<Record<string, string>> = {
  '/navi, and the shortcut of a message': 'commands',
  app_mention: 'app_mentions:read',
  'chat.postMessage, chat.update, chat.postEphemeral': 'chat:write',
  'users.info': 'users:read',
  'usergroups.users.list': 'usergroups:read',
  'conversations.info, public': 'channels:read',
  'conversations.info, private': 'groups:read',
  'conversations.history and replies, public': 'channels:history',
  'conversations.history and replies, private': 'groups:history',
  'conversations.open, to find a direct message again': 'im:write',
  'conversations.history, direct messages': 'im:history',
};

const file = readFileSync(new URL('../../../manifest.json', import.meta.url), 'utf8');

describe('manifest.json', () => {
  it('is one that Slack takes', () => {
    expect(Manifest.safeParse(JSON.parse(file)).error).toBeUndefined();
  });

  it('has the shortcut that Navi answers', () => {
    const { shortcuts } = Manifest.parse(JSON.parse(file)).features;
    expect(shortcuts.map(({ type, callback_id }) => [type, callback_id])).toEqual([
      ['message', REPORT_BREAK],
    ]);
    expect(APP.shortcuts).toEqual(shortcuts.map(({ name, callback_id }) => ({ name, callback_id })));
  });

  it('asks for the scopes that Navi needs and for no other', () => {
    const { scopes } = Manifest.parse(JSON.parse(file)).oauth_config;

    expect([...scopes.bot].sort()).toEqual(Object.values(NEEDED).sort());
    expect([...scopes.bot].sort()).toEqual(Object.keys(SLACK_SCOPES).sort());
  });

  it('has typed names escaped, and subscribes to what is listened to', () => {
    const { features, settings } = Manifest.parse(JSON.parse(file));

    expect(features.slash_commands).toMatchObject([{ command: '/navi', should_escape: true }]);
    expect(settings.event_subscriptions.bot_events).toEqual(['app_home_opened', 'app_mention']);
  });
});
