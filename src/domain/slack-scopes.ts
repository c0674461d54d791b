/** The scopes of Navi's Slack app (`manifest.json`), and what needs each of them. */
export const SLACK_SCOPES: Readonly<Record<string, string>> = {
  'app_mentions:read': 'to answer mentions in threads',
  'channels:history': 'to find its own posts in public channels again',
  'channels:read': 'to see whether it is in a public channel',
  'chat:write': 'to post and edit messages',
  commands: 'to take /navi',
  'groups:history': 'to find its own posts in private channels again',
  'groups:read': 'to see whether it is in a private channel',
  'im:history': 'to find its own direct messages again',
  'im:write': 'to open a direct message',
  'usergroups:read': 'to see who is on call',
  'users:read': 'to refuse guests, people of other organisations and deactivated accounts',
};
