import { beforeAll, describe, expect, it } from 'vitest';
import { loadCommands } from '../../src/app/load-commands.ts';
import { ask, type Dispatch } from '../../src/dispatch/ask.ts';
import { createBudgets } from '../../src/dispatch/budget.ts';
import type { Command } from '../../src/dispatch/command.ts';
import { commandsFrom } from '../../src/dispatch/load.ts';
import type { Message } from '../../src/domain/message.ts';
import type { Caller, Place, StrangerReason } from '../../src/domain/person.ts';
import { fakeUseCases } from '../harness/app/fake-use-cases.ts';
import { settingsWith } from '../harness/samples/settings.ts';

const settings = settingsWith();
const place = { is: 'slack' as const, channel: 'C0RELEASES' };
let commands: Command[];
beforeAll(async () => {
  commands = await loadCommands();
});

/** Use cases of which each records that it was asked. */
function recorded(): { dispatch: Dispatch; asked: string[]; decisions: string[] } {
  const asked: string[] = [];
  const said = (name: string): Message => {
    asked.push(name);
    return { is: 'line', text: name, level: 'info' };
  };
  const refuseAll = async (): Promise<never> => {
    throw new Error('clicks do not come this way');
  };
  const useCases = fakeUseCases(said, {
    openDecision: refuseAll,
    confirmPairing: refuseAll,
    decide: async (name) => said(name),
  });
  const onFault = () => ({ is: 'fault' as const, reference: 'r', text: 'broke' });
  const budgets = createBudgets({ now: () => 0 });
  const decisions: string[] = [];
  const onDecision = async ({ words }: { words: string }) => void decisions.push(words);
  const taken = new Set<string>();
  const takeDelivery = async (id: string) => !taken.has(id) && taken.add(id).has(id);
  const { permissions, people } = settings;
  return {
    dispatch: { commands, useCases, permissions, people, budgets, onFault, onDecision, takeDelivery },
    asked,
    decisions,
  };
}

function person(id: string): Caller {
  const found = settings.people.find((one) => one.id === id);
  if (found === undefined) throw new Error(id);
  return { is: 'person', person: found, account: found.slack ?? '', how: 'slack' };
}

async function answer(words: string, caller: Caller, from: Place = place) {
  const { dispatch, asked } = recorded();
  const message = await ask(dispatch, { words, who: async () => caller, place: from }).answer;
  return { message, asked };
}

describe('a request that is received again', () => {
  it.each([
    ['release v1.2.0', 'planRelease'],
    ['rollback v1.0.0 --reason x --yes', 'rollBack'],
    ['unlock v1 "again"', 'unlock'],
  ])('runs %s once', async (words, name) => {
    const { dispatch, asked } = recorded();
    const receive = (delivery: string) =>
      ask(dispatch, { words, who: async () => person('ada'), place, delivery }).answer;
    await receive('trigger');

    expect(await receive('trigger')).toMatchObject({ is: 'line', text: expect.stringContaining('before') });
    expect(asked).toEqual([name]);
    await receive('another');
    expect(asked).toEqual([name, name]);
  });

  it.each(['status', 'release v1.2.0 --dry-run', 'rollback'])(
    'answers %s, which changes nothing, and stores nothing',
    async (words) => {
      const { dispatch, asked } = recorded();
      const takeDelivery = async () => {
        throw new Error('it is not taken');
      };
      const question = { words, who: async () => person('ada'), place, delivery: 'trigger' };
      await ask({ ...dispatch, takeDelivery }, question).answer;
      await ask({ ...dispatch, takeDelivery }, question).answer;

      expect(asked).toHaveLength(2);
    },
  );

  it('that a person may not make is refused, and not taken', async () => {
    const { dispatch } = recorded();
    const receive = (id: string) =>
      ask(dispatch, { words: 'release v1.2.0', who: async () => person(id), place, delivery: 'trigger' })
        .answer;

    expect(await receive('dev')).toMatchObject({ is: 'refusal' });
    expect(await receive('ada')).toMatchObject({ text: 'planRelease' });
  });
});

describe('who may ask for what', () => {
  it('lets a release manager plan a release and says meanwhile what it does', async () => {
    const { dispatch, asked } = recorded();
    const question = ask(dispatch, { words: 'release v1.2.0', who: async () => person('ada'), place });

    expect(question.meanwhile).toContain('v1.2.0');
    await question.answer;
    expect(asked).toEqual(['planRelease']);
  });

  it('refuses who lacks the role, naming the roles that have it', async () => {
    const { message, asked } = await answer('release v1.2.0', person('dev'));

    expect(message).toMatchObject({
      refusal: { reasons: [{ code: 'permission-missing', roles: ['release-manager', 'owner'] }] },
    });
    expect(asked).toEqual([]);
  });

  it.each<StrangerReason>(['guest', 'external', 'foreign-team', 'bot', 'deactivated', 'unknown'])(
    'gives only help to a %s, for any input',
    async (why) => {
      for (const words of ['release v1.2.0', 'status', 'history', 'nonsense', '']) {
        const { message, asked } = await answer(words, { is: 'stranger', account: 'U1', why });
        expect(message).toMatchObject({ is: 'help', stranger: expect.any(String) });
        expect(asked).toEqual([]);
      }
    },
  );

  it('lets an on-call engineer roll back, showing what it would do first', async () => {
    expect((await answer('rollback', person('cleo'))).asked).toEqual(['previewRollback']);
    expect((await answer('rollback --yes', person('cleo'))).asked).toEqual(['rollBack']);
    expect((await answer('rollback', person('dev'))).asked).toEqual([]);
    expect((await answer('fault v1.2.0', person('cleo'))).asked).toEqual(['previewQuarantine']);
    expect((await answer('quarantine v1.2.0 --yes', person('cleo'))).asked).toEqual([]);
    expect((await answer('unquarantine v1.2.0', person('cleo'))).asked).toEqual([]);
  });

  it('tells a terminal without proof on another machine how to pair it, and nothing else', async () => {
    const afar: Caller = { is: 'stranger', account: '8.8.8.8', why: 'no-token' };

    for (const words of ['status', 'rollback --yes', 'release v1.2.0 --dry-run', 'audit verify'])
      expect(await answer(words, afar, { is: 'terminal' })).toMatchObject({
        message: { is: 'refusal', refusal: { reasons: [{ code: 'token-invalid' }] } },
        asked: [],
      });
  });

  it('stops a release by its own command, and by a flag of rollback', async () => {
    expect((await answer('stop v1.2.0', person('ada'))).asked).toEqual(['previewStop']);
    expect((await answer('rollback --stop', person('cleo'))).asked).toEqual(['previewStop']);
    expect((await answer('rollback --stop --yes', person('cleo'))).asked).toEqual(['stopRelease']);
  });

  it('deletes a left tag after it has shown what that does', async () => {
    expect((await answer('delete-tag v1.2.0', person('ada'))).asked).toEqual(['previewDeleteTag']);
    expect((await answer('delete-tag v1.2.0 --yes', person('ada'))).asked).toEqual(['deleteTag']);
  });

  it('tells of what a proven person changes from a terminal, and of nothing else', async () => {
    const { dispatch, decisions } = recorded();
    const asks = [
      ['status', person('ada'), { is: 'terminal' }],
      ['release v1.2.0 --dry-run', person('ada'), { is: 'terminal' }],
      ['rollback', person('cleo'), { is: 'terminal' }],
      ['rollback --yes', { is: 'unproven', claimed: 'cleo' }, { is: 'terminal' }],
      ['release v1.2.0', person('ada'), place],
      ['rollback --yes', person('dev'), { is: 'terminal' }],
      ['release v1.2.0', person('ada'), { is: 'terminal' }],
      ['rollback --yes', person('cleo'), { is: 'terminal' }],
      ['unlock v1 mended', person('cleo'), { is: 'terminal' }],
      ['approve rel_1 abc', person('ben'), { is: 'terminal' }],
      ['tokens revoke own', person('ben'), { is: 'terminal' }],
    ] as const;

    for (const [words, caller, from] of asks)
      await ask(dispatch, { words, who: async () => caller, place: from }).answer;

    expect(decisions).toEqual(asks.slice(6).map(([words]) => words));
  });

  it('does without a bot what proves nothing and decides nothing', async () => {
    const { dispatch, asked } = recorded();
    const offline = { ...dispatch, isOffline: true };
    const nobody: Caller = { is: 'unproven', claimed: 'ben' };
    const codes = [];
    for (const words of [
      'approve rel_1 abc',
      'reject rel_1 abc x',
      'retry rel_1',
      'abandon rel_1',
      'withdraw rel_1',
      'release v1.2.0',
      'release v1.2.0 --dry-run',
      'unlock v1 x',
      'pair ACDEFGHJ',
      'tokens',
    ]) {
      const message = await ask(offline, { words, who: async () => nobody, place: { is: 'terminal' } })
        .answer;
      codes.push(message.is === 'refusal' ? message.refusal.reasons[0]?.code : message.is);
    }
    expect([...new Set(codes)]).toEqual(['needs-the-bot']);
    const free = recorded();
    for (const words of ['status', 'history', 'audit verify', 'rollback', 'rollback --yes'])
      await ask(
        { ...free.dispatch, isOffline: true },
        { words, who: async () => nobody, place: { is: 'terminal' } },
      ).answer;
    expect([asked, free.asked]).toEqual([
      [],
      ['status', 'history', 'auditVerify', 'previewRollback', 'rollBack'],
    ]);
  });

  it('lets an unproven caller read and dry-run, and refuses a release', async () => {
    const nobody: Caller = { is: 'unproven', claimed: 'nobody' };

    expect((await answer('status', nobody)).asked).toEqual(['status']);
    expect((await answer('release v1.2.0 --dry-run', nobody)).asked).toEqual(['planRelease']);
    expect(await answer('release v1.2.0', nobody)).toMatchObject({
      message: { refusal: { reasons: [{ code: 'token-invalid' }] } },
      asked: [],
    });
  });

  it('turns a fault into an answer', async () => {
    const { dispatch } = recorded();
    const who = async () => {
      throw new Error('Slack is away');
    };

    expect(await ask(dispatch, { words: 'status', who, place }).answer).toMatchObject({ is: 'fault' });
  });
});

describe('decisions in words', () => {
  it.each([
    'approve rel_1 6ad54d76',
    'reject rel_1 6ad54d76 not before the fix',
    'retry rel_1',
    'replan rel_1',
    'abandon rel_1',
    'retract rel_1',
  ])('%s: from the terminal, not from Slack, where the card is', async (words) => {
    const typed = await answer(words, person('ben'), { is: 'terminal' });
    expect(typed.asked).toEqual([words.split(' ')[0]]);

    const { message, asked } = await answer(words, person('ben'));
    expect(asked).toEqual([]);
    expect(message).toMatchObject({ is: 'refusal', refusal: { reasons: [{ code: 'use-the-card' }] } });
  });

  it('are listed by help only where they can be used', async () => {
    const names = ({ message }: Awaited<ReturnType<typeof answer>>) =>
      message.is === 'help' ? message.commands.map((command) => command.name) : [];
    expect(names(await answer('help', person('ben')))).not.toContain('approve');
    expect(names(await answer('help', person('ben'), { is: 'terminal' }))).toContain('approve');
  });
});

describe('the folder of commands', () => {
  it.each([
    ['nothing', {}],
    ['something else', { default: { name: 'x' } }],
  ])('stops the start, by name, when a file exports %s', (_what, exports) => {
    expect(() => commandsFrom([{ name: 'broken', exports }])).toThrow('commands/broken.ts');
  });

  it('stops the start when a file has another name than its command', () => {
    const [command] = commands;

    expect(() => commandsFrom([{ name: 'other', exports: { default: command } }])).toThrow(
      'must be the same',
    );
  });
});
