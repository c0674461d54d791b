import type { App, Asked, Terminals } from '../../../src/dispatch/app.ts';
import type { UseCases } from '../../../src/dispatch/use-cases.ts';
import type { Opened } from '../../../src/domain/click.ts';
import type { Message } from '../../../src/domain/message.ts';
import type { Caller, Permission, Place } from '../../../src/domain/person.ts';
import { type RefusalReason, refuse } from '../../../src/domain/refusal.ts';
import { DECISIONS } from '../../harness/app/decisions.ts';
import { fakeUseCases } from '../../harness/app/fake-use-cases.ts';
import { sampleOperation } from '../../harness/samples/sample-release.ts';
import { sampleConfirmation, sampleForm, samplePairing } from '../../harness/samples/sample-rollback.ts';

export interface FakeApp extends App {
  /** What was asked in words, and by which click, in order. */
  asked: { words: string; caller: Caller; place: Place }[];
  clicks: { name: string; given: unknown }[];
  /** Slack's ids of the requests that may change something. */
  deliveries: (string | undefined)[];
  /** What words are answered with; a test puts its own. */
  replies: {
    answer(words: string, caller: Caller): Message | Promise<Message>;
    meanwhile: string | null;
    window: string | null;
    /** What a terminal hears that asks for its token. */
    terminal: Awaited<ReturnType<Terminals['take']>>;
    /** What is refused to everyone from now on. */
    forbidden: Permission[];
    /** Why a click that is not urgent is refused. */
    tooMany: RefusalReason | null;
  };
  useCases: UseCases;
}

const NAMES: Readonly<Record<string, string>> = { U0ADA: 'Ada Okafor', U0BEN: 'Ben Ivarsson' };

const SECRET = 'the-secret-of-a-terminal-that-pairs';

/** An app that records what doors bring it. Ada and Ben are known, everybody else is a stranger; a throw becomes a fault. */
export function createFakeApp(): FakeApp {
  const asked: FakeApp['asked'] = [];
  const clicks: FakeApp['clicks'] = [];
  const deliveries: FakeApp['deliveries'] = [];
  const replies: FakeApp['replies'] = {
    answer: (words) => ({ is: 'line', text: `You typed: ${words}`, level: 'info' }),
    meanwhile: null,
    window: null,
    terminal: { is: 'waiting' },
    forbidden: [],
    tooMany: null,
  };
  const caught = (work: () => Message | Promise<Message>) =>
    Promise.resolve()
      .then(work)
      .catch((error: unknown): Message => ({ is: 'fault', reference: 'f_test', text: String(error) }));

  const may: App['may'] = (caller, permission) => {
    if (caller.is === 'stranger') return { code: 'stranger', why: caller.why };
    if (!replies.forbidden.includes(permission)) return null;
    return { code: 'permission-missing', permission, roles: ['on-call'], people: ['Cleo'] };
  };

  function ask({ words, who, place, delivery }: Parameters<App['ask']>[0]): Asked {
    deliveries.push(delivery);
    const answer = caught(async () => {
      const caller = await who();
      asked.push({ words, caller, place });
      return replies.answer(words, caller);
    });
    return { meanwhile: replies.meanwhile, newName: null, window: replies.window, answer };
  }

  return {
    asked,
    clicks,
    deliveries,
    replies,
    ask,
    decisions: DECISIONS.looks,
    useCases: recordingUseCases(clicks, may),
    takeClick: (_account, { isUrgent }) => (isUrgent ? null : replies.tooMany),
    guarded: (_, work, delivery) => {
      if (delivery !== undefined) deliveries.push(delivery);
      return caught(work);
    },
    may,
    callerFromChat: async ({ user }) => {
      const name = NAMES[user];
      if (name === undefined) return { is: 'stranger', account: user, why: 'unknown' };
      const person = { id: user.slice(2).toLowerCase(), name, slack: user, roles: ['approver' as const] };
      return { is: 'person', person, account: user, how: 'slack' };
    },
    proveTerminal: async (token) => {
      if (token === undefined) return { is: 'unproven', problem: null };
      if (token !== 'token-of-ada') return { is: 'unproven', problem: 'Your token proves nobody.' };
      const person = { id: 'ada', name: 'Ada Okafor', slack: 'U0ADA', roles: ['approver' as const] };
      return { is: 'person', caller: { is: 'person', person, account: 'trm_ada', how: 'terminal-token' } };
    },
    terminals: {
      begin: async ({ machine }) =>
        machine === 'one too many'
          ? { is: 'too-many' }
          : { is: 'begun', code: 'ACDE-FGHJ', secret: SECRET, expiresAt: '2026-11-23T13:05:00.000Z' },
      take: async ({ secret }) => (secret === SECRET ? replies.terminal : { is: 'gone' }),
    },
  };
}

function recordingUseCases(clicks: FakeApp['clicks'], may: App['may']): UseCases {
  const took = (name: string, given: unknown): Message => {
    clicks.push({ name, given });
    return { is: 'line', text: `${name} was taken up.`, level: 'good' };
  };
  const shows = (name: string, message: Message) => async (given: unknown) => {
    clicks.push({ name, given });
    return message;
  };
  const deniedTo = (name: string, caller: Caller): Message | null => {
    const permission = DECISIONS.get(name)?.permission ?? null;
    const denied = permission === null ? null : may(caller, permission);
    return denied === null ? null : { is: 'refusal', refusal: refuse(denied), asked: name };
  };
  return fakeUseCases(took, {
    openDecision: async (name, click) => {
      const denied = deniedTo(name, click.caller);
      if (denied !== null) return denied;
      clicks.push({ name: 'openDecision', given: { decision: name, ...click } });
      return openedBy(name, click.caller);
    },
    decide: async (name, given) => deniedTo(name, given.caller) ?? took(name, given),
    previewRollback: shows('previewRollback', { is: 'rollback-form', form: sampleForm() }),
    previewStop: shows('previewStop', { is: 'confirmation', form: sampleConfirmation() }),
    previewDeleteTag: shows('previewDeleteTag', {
      is: 'confirmation',
      form: sampleConfirmation({ words: ['delete-tag', 'v1.2.0'] }),
    }),
    home: async () => ({ messages: [], cards: [] }),
    directChoice: async () => true,
    openPairing: shows('openPairing', { is: 'pairing-form', form: samplePairing() }),
  });
}

/** What the window of a decision shows. */
function openedBy(decision: string, caller: Caller): Opened {
  const operation = sampleOperation();
  const { id, plan } = operation;
  switch (decision) {
    case 'approve':
    case 'reject':
      return caller.is === 'person'
        ? {
            is: 'form',
            decision,
            title: `Decide: ${decision}`,
            submit: decision === 'approve' ? 'Approve' : 'Reject',
            subject: { kind: 'operation', id },
            revision: plan.revision,
            operation,
            says: ['the pointer v1/navi-loader.js from 1.1.0 to 1.2.0', 'latest of <!channel> navi-js'],
            reason: decision === 'reject' ? 'Reason' : null,
          }
        : { is: 'refusal', refusal: refuse({ code: 'stranger', why: 'unknown' }), asked: decision };
    case 'details':
      return { is: 'details', operation };
    case 'roll-back':
      return { is: 'rollback-form', form: sampleForm() };
    case 'delete-tag':
      return { is: 'confirmation', form: sampleConfirmation({ words: ['delete-tag', 'v1.2.0'] }) };
    default:
      return { is: 'confirmation', form: sampleConfirmation() };
  }
}
