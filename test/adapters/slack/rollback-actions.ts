import { sampleForm, sampleRollbackCard } from '../../harness/samples/sample-rollback.ts';
import { eventually, type Workspace } from './workspace.ts';

/** What Ada sends from the window of a rollback. */
export function submit(at: Workspace, viewId: string, text?: string) {
  const values = text !== undefined && { values: { reason: { text } } };
  return at.control('submit', { user: 'U0ADA', viewId, ...values });
}

export const isLoading = (view: { blocks: unknown }) => JSON.stringify(view.blocks).includes('Loading …');

/** The window that this person sees, once it shows what was looked up. */
export function filledModal(at: Workspace, user: string) {
  return eventually(async () => (await at.modals(user)).find((view) => !isLoading(view)));
}

/** A private answer with these words. */
export function ownText(at: Workspace, user: string, words: string) {
  return eventually(async () => (await at.notes(user)).find((note) => note.text.includes(words)));
}

/** What the app was asked for by this name. */
export function named(at: Workspace, name: string) {
  return at.app.clicks.filter((one) => one.name === name);
}

export function command(at: Workspace, text: string, channel = 'C0RELEASES') {
  return at.control('command', { channel, user: 'U0ADA', command: '/navi', text });
}

/** `/navi rollback`, answered with this form. */
export async function openForm(at: Workspace, form = sampleForm()) {
  at.app.replies.window = 'Roll back';
  at.app.replies.answer = () => ({ is: 'rollback-form', form });
  await command(at, 'rollback');
  return filledModal(at, 'U0ADA');
}

/** A click on the card of a rollback, which is posted first. */
export async function click(at: Workspace, user: string, action: string) {
  const message = { is: 'card', card: sampleRollbackCard() } as const;
  const { channel, ts } = await at.client.chat.post({ channel: 'C0RELEASES', key: 'card:1', message });
  const element = { action_id: action, value: '{"o":"rbk_01hx3k9q2z","r":1}' };
  await at.control('interact', { channel, messageTs: ts, user, action: element });
  return { channel, ts };
}
