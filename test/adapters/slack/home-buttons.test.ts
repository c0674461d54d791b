import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { sampleReport } from '../../harness/samples/sample-monitor.ts';
import { eventually, openWorkspace, type Workspace } from './workspace.ts';

let at: Workspace;
beforeEach(async () => {
  at = await openWorkspace();
});
afterEach(() => at.close());

const Button = z.looseObject({ type: z.literal('button'), action_id: z.string() });
type Button = z.infer<typeof Button>;
const View = z.object({ id: z.string(), blocks: z.array(z.unknown()) });

/** Opens App Home as this person, and gives every button on it, wherever it stands. */
async function openHome(user = 'U0ADA', isOn = true): Promise<{ view: string; buttons: Button[] }> {
  at.app.useCases.directChoice = async () => isOn;
  at.app.useCases.home = async () => ({
    messages: [{ is: 'monitor', report: sampleReport() }],
    cards: [{ text: 'release v1.2.0', channel: 'C0RELEASES', ts: '1.1' }],
  });
  await at.control('home', { user });
  const { id, blocks } = View.parse(JSON.parse(await eventually(() => at.home(user))));
  return { view: id, buttons: buttonsIn(blocks) };
}

function buttonsIn(value: unknown): Button[] {
  if (value === null || typeof value !== 'object') return [];
  const found = Button.safeParse(value).data;
  return found === undefined ? Object.values(value).flatMap(buttonsIn) : [found];
}

/** What each button does. */
const DOES: Readonly<Record<string, () => Promise<void>>> = {
  'navi.home.roll-back': async () => {
    const shown = await eventually(async () =>
      (await at.modals('U0ADA')).find(({ submit }) => submit?.text === 'Roll back'),
    );
    expect(shown.title.text).toBe('⚠ Roll back v1');
  },
  'navi.home.messages-on': () => typed('messages on'),
  'navi.home.messages-off': () => typed('messages off'),
};

/** As if the person had typed it, answered to them alone. */
async function typed(words: string): Promise<void> {
  await eventually(async () =>
    (await at.notes('U0ADA')).some(({ text }) => text.includes(`You typed: ${words}`)),
  );
  const asked = at.app.asked.find((one) => one.words === words);
  expect(asked).toMatchObject({ caller: { is: 'person', account: 'U0ADA' }, place: { is: 'slack' } });
}

describe('each button of App Home', () => {
  it.each([
    [true, 'navi.home.messages-off'],
    [false, 'navi.home.messages-on'],
  ])('is one of these, and changes the choice where it is %s', async (isOn, choice) => {
    const { buttons } = await openHome('U0ADA', isOn);
    expect(buttons.map(({ action_id }) => action_id)).toEqual(['navi.home.roll-back', choice]);
  });

  it.each(Object.keys(DOES))('%s does what it says', async (id) => {
    const { view, buttons } = await openHome('U0ADA', id !== 'navi.home.messages-on');
    const action = buttons.find(({ action_id }) => action_id === id);
    expect(await at.control('interact', { user: 'U0ADA', viewId: view, action })).toEqual({ ok: true });
    await DOES[id]?.();
  });

  it.each(Object.keys(DOES).filter((id) => id !== 'navi.home.roll-back'))(
    '%s says why where a person clicks too often',
    async (id) => {
      const { view, buttons } = await openHome('U0ADA', id !== 'navi.home.messages-on');
      const action = buttons.find(({ action_id }) => action_id === id);
      at.app.replies.tooMany = {
        code: 'too-many-requests',
        whose: 'person',
        budget: 'click',
        retryInSeconds: 20,
      };
      await at.control('interact', { user: 'U0ADA', viewId: view, action });
      const [note] = await eventually(async () => {
        const notes = await at.notes('U0ADA');
        return notes.length > 0 && notes;
      });
      expect(JSON.stringify(note)).toContain('Try again in 20 s.');
    },
  );

  it('of an older version says that it is out of date', async () => {
    const { buttons } = await openHome();
    const [button] = buttons;
    const blocks = [{ type: 'actions', elements: [{ ...button, action_id: 'navi.home.gone' }] }];
    await at.client.calls.call('views.publish', { user_id: 'U0ADA', view: { type: 'home', blocks } });
    const { id } = View.parse(JSON.parse((await at.home('U0ADA')) ?? ''));
    const [action] = buttonsIn(blocks);
    await at.control('interact', { user: 'U0ADA', viewId: id, action });
    await eventually(async () =>
      (await at.notes('U0ADA')).some(({ text }) => /out of date|no longer/i.test(text)),
    );
  });
});
