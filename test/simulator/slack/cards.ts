import type { App } from '@slack/bolt';
import type { Json, Workspace } from './workspace.ts';

/** A row with an Approve button and a menu. */
export const approve = {
  type: 'actions',
  block_id: 'decide',
  elements: [
    {
      type: 'button',
      action_id: 'approve',
      text: { type: 'plain_text', text: 'Approve' },
      value: 'op-1:1',
      style: 'primary',
    },
    {
      type: 'overflow',
      action_id: 'more',
      options: [{ text: { type: 'plain_text', text: 'Details' }, value: 'details' }],
    },
  ],
};
/** A modal that wants a reason. */
export const reasonModal = (more: Json = {}) => ({
  type: 'modal' as const,
  callback_id: 'reject',
  title: { type: 'plain_text' as const, text: 'Reject' },
  submit: { type: 'plain_text' as const, text: 'Reject' },
  private_metadata: 'op-1',
  blocks: [
    {
      type: 'input' as const,
      block_id: 'why',
      label: { type: 'plain_text' as const, text: 'Reason' },
      element: { type: 'plain_text_input' as const, action_id: 'reason', multiline: true, max_length: 20 },
    },
    {
      type: 'input' as const,
      block_id: 'scope',
      optional: true,
      label: { type: 'plain_text' as const, text: 'Scope' },
      element: {
        type: 'static_select' as const,
        action_id: 'pick',
        options: [{ text: { type: 'plain_text' as const, text: 'CDN only' }, value: 'cdn' }],
      },
    },
  ],
  ...more,
});

/** Posts a card with buttons; the answer is its timestamp. */
export async function postCard({ client }: Workspace): Promise<string> {
  const posted = await client.chat.postMessage({
    channel: 'C0RELEASES',
    text: 'card',
    blocks: [approve],
  });
  return posted.ts ?? '';
}

/** A person clicks on a card in the release channel. */
export function clickOn(
  { control }: Workspace,
  {
    ts,
    user = 'U0BEN',
    action = { action_id: 'approve', block_id: 'decide' },
  }: { ts: string; user?: string; action?: Json },
): Promise<Json> {
  return control('interact', { channel: 'C0RELEASES', messageTs: ts, user, action });
}

/** A person's open modals, root first. */
export async function modalsOf({ control }: Workspace, user: string): Promise<Json[]> {
  const { modals } = await control(`views/${user}`);
  return Array.isArray(modals) ? modals : [];
}

/** Lets an app open this view when Approve is clicked. */
export function openOn(app: App, view: Json): void {
  app.action('approve', async ({ ack, body, client }) => {
    await ack();
    if (body.type === 'block_actions')
      await client.apiCall('views.open', { trigger_id: body.trigger_id, view });
  });
}
