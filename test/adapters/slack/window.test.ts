import { afterEach, beforeEach, expect, it } from 'vitest';
import { sampleCard, sampleOperation } from '../../harness/samples/sample-release.ts';
import { eventually, hurriedClock, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;

beforeEach(async () => {
  at = await openWorkspace({ clock: hurriedClock });
});
afterEach(() => at.close());

async function clickDetails(): Promise<void> {
  const card = await at.client.chat.post({
    channel: 'C0RELEASES',
    key: 'card:1',
    message: { is: 'card', card: sampleCard() },
  });
  const action = { action_id: 'navi.details' };
  await at.control('interact', { channel: card.channel, messageTs: card.ts, user: 'U0ADA', action });
}

/** The store takes its time from now on; gives what has it answer. */
function delayDetails(): () => void {
  const gate = Promise.withResolvers<void>();
  at.app.useCases.openDecision = async () => {
    await gate.promise;
    return { is: 'details', operation: sampleOperation() };
  };
  return gate.resolve;
}

const aModal = () => eventually(async () => (await at.modals('U0ADA'))[0]);
const isLoading = (modal: object) => JSON.stringify(modal).includes('Loading …');

it('opens with the facts, in one call, when the store answers at once', async () => {
  await clickDetails();

  expect(isLoading(await aModal())).toBe(false);
  expect(await at.calls('views.open')).toBe(1);
  expect(await at.calls('views.update')).toBe(0);
});

it('opens without them when the store does not, and is filled later', async () => {
  const answer = delayDetails();

  await clickDetails();
  expect(isLoading(await aModal())).toBe(true);
  answer();

  await eventually(async () => !isLoading(await aModal()));
  expect(await at.calls('views.open')).toBe(1);
});

it('leaves alone who has closed it meanwhile', async () => {
  const answer = delayDetails();
  await clickDetails();
  const { id } = await aModal();

  await at.control('close', { user: 'U0ADA', viewId: id });
  answer();
  await eventually(async () => (await at.calls('views.update')) === 1);
  await at.listener.stop();

  expect(await at.notes('U0ADA')).toEqual([]);
  expect(await at.modals('U0ADA')).toEqual([]);
});
