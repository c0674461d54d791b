import type { Asked, Desk } from '../../src/dispatch/desk.ts';
import type { UseCases } from '../../src/dispatch/use-cases.ts';
import type { Message } from '../../src/domain/message.ts';
import type { Caller, Permission, Place } from '../../src/domain/person.ts';
import { refuse } from '../../src/domain/refusal.ts';
import { sampleOperation } from '../builders/sample-release.ts';
import { sampleConfirmation, sampleForm } from '../builders/sample-rollback.ts';

export interface FakeDesk extends Desk {
  /** What was asked in words, and by which click, in order. */
  asked: { words: string; caller: Caller; place: Place }[];
  clicks: { name: keyof UseCases; given: unknown }[];
  /** What words are answered with; a test puts its own. */
  replies: {
    answer(words: string, caller: Caller): Message | Promise<Message>;
    meanwhile: string | null;
    window: string | null;
    /** What nobody may, from now on. */
    forbidden: Permission[];
  };
  useCases: UseCases;
}

const NAMES: Readonly<Record<string, string>> = { U0ADA: 'Ada Okafor', U0BEN: 'Ben Ivarsson' };

/** A desk that remembers what doors bring it. Ada and Ben are known, everybody else is a stranger; a throw becomes a fault. */
export function createFakeDesk(): FakeDesk {
  const asked: FakeDesk['asked'] = [];
  const clicks: FakeDesk['clicks'] = [];
  const replies: FakeDesk['replies'] = {
    answer: (words) => ({ is: 'line', text: `You typed: ${words}`, level: 'info' }),
    meanwhile: null,
    window: null,
    forbidden: [],
  };
  const caught = (work: () => Message | Promise<Message>) =>
    Promise.resolve()
      .then(work)
      .catch((error: unknown): Message => ({ is: 'fault', reference: 'f_test', text: String(error) }));

  function ask({ words, who, place }: Parameters<Desk['ask']>[0]): Asked {
    const answer = caught(async () => {
      const caller = await who();
      asked.push({ words, caller, place });
      return replies.answer(words, caller);
    });
    return { meanwhile: replies.meanwhile, window: replies.window, answer };
  }

  return {
    asked,
    clicks,
    replies,
    ask,
    useCases: recordingUseCases(clicks),
    guarded: (_, work) => caught(work),
    may: (caller, permission) => {
      if (caller.is === 'stranger') return { code: 'stranger', why: caller.why };
      if (!replies.forbidden.includes(permission)) return null;
      return { code: 'permission-missing', permission, roles: ['on-call'] };
    },
    callerFromChat: async ({ user }) => {
      const name = NAMES[user];
      if (name === undefined) return { is: 'stranger', account: user, why: 'unknown' };
      const person = { id: user.slice(2).toLowerCase(), name, slack: user, roles: ['approver' as const] };
      return { is: 'person', person, account: user, how: 'slack' };
    },
    callerFromToken: async (token) => {
      if (token !== 'ghp_simulated_ada') return { is: 'unproven', claimed: 'somebody' };
      const person = { id: 'ada', name: 'Ada Okafor', github: 'ada-okafor', roles: ['approver' as const] };
      return { is: 'person', person, account: 'ada-okafor', how: 'github-token' };
    },
  };
}

function recordingUseCases(clicks: FakeDesk['clicks']): UseCases {
  const took =
    (name: keyof UseCases) =>
    async (given: unknown): Promise<Message> => {
      clicks.push({ name, given });
      return { is: 'line', text: `${name} was taken up.`, level: 'good' };
    };
  return {
    planRelease: took('planRelease'),
    status: () => took('status')(undefined),
    history: took('history'),
    approve: took('approve'),
    reject: took('reject'),
    retract: took('retract'),
    retry: took('retry'),
    replan: took('replan'),
    abandon: took('abandon'),
    planAgain: took('planAgain'),
    previewRollback: async (given) => {
      clicks.push({ name: 'previewRollback', given });
      return { is: 'rollback-form', form: sampleForm() };
    },
    rollBack: took('rollBack'),
    previewStop: async (given) => {
      clicks.push({ name: 'previewStop', given });
      return { is: 'confirmation', form: sampleConfirmation() };
    },
    stopRelease: took('stopRelease'),
    unlock: took('unlock'),
    previewQuarantine: took('previewQuarantine'),
    quarantine: took('quarantine'),
    unquarantine: took('unquarantine'),
    postMortem: took('postMortem'),
    customerNote: took('customerNote'),
    auditVerify: took('auditVerify'),
    openDecision: async (click) => {
      clicks.push({ name: 'openDecision', given: click });
      if (click.caller.is !== 'person') return refuse({ code: 'stranger', why: 'unknown' });
      const moves = ['the pointer v1/navi-loader.js from 1.1.0 to 1.2.0', 'latest of <!channel> navi-js'];
      return { is: 'form', decision: click.decision, operation: sampleOperation(), moves };
    },
    details: async (click) => {
      clicks.push({ name: 'details', given: click });
      return { is: 'details', operation: sampleOperation() };
    },
  };
}
