import type { App } from '../dispatch/app.ts';
import { ask, type Decision, TAKEN_BEFORE } from '../dispatch/ask.ts';
import { createBudgets } from '../dispatch/budget.ts';
import type { Command } from '../dispatch/command.ts';
import type { Message } from '../domain/message.ts';
import { problemText } from '../domain/pairing.ts';
import { whyNot } from '../domain/permission.ts';
import { refuse } from '../domain/refusal.ts';
import type { Context } from '../engine/context.ts';
import type { Decisions } from '../engine/decisions.ts';
import type { Check } from '../engine/define-check.ts';
import { callerFromChat } from '../features/people/identify.ts';
import { takeToken } from '../features/people/issue.ts';
import { beginPairing } from '../features/people/pair.ts';
import { proveTerminal } from '../features/people/prove.ts';
import { reportDecision } from '../features/people/report.ts';
import type { Host } from '../ports/host.ts';
import { RowUnreadable } from '../ports/row-unreadable.ts';
import { createUseCases } from './use-cases.ts';

interface AppOf {
  commands: readonly Command[];
  decisions: Decisions;
  checks: readonly Check[];
  host: Host;
  isOffline: boolean;
}

/** What every door is given: who a caller is, what their words mean, and the use cases. */
export function createApp(context: Context, { commands, decisions, checks, host, isOffline }: AppOf): App {
  const useCases = createUseCases(context, { decisions, checks, host });
  const onFault = (error: unknown, where: string): Message => {
    const reference = context.ids.uuid().slice(0, 8);
    context.telemetry.error('a request failed', error, { where, reference });
    if (error instanceof RowUnreadable) {
      const { table, id } = error;
      return { is: 'refusal', refusal: refuse({ code: 'row-unreadable', table, id }), asked: '' };
    }
    return { is: 'fault', reference, text: 'the request was not completed.' };
  };
  const budgets = createBudgets({ now: () => context.clock.machine().getTime() });
  const takeDelivery = (delivery: string) =>
    context.store.transaction((tx) => tx.deliveries.take(delivery, context.clock.machine().toISOString()));
  const once = async (work: () => Promise<Message>, delivery: string | undefined) =>
    delivery === undefined || (await takeDelivery(delivery)) ? work() : TAKEN_BEFORE;
  const dispatch = {
    commands,
    useCases,
    isOffline,
    permissions: context.settings.permissions,
    people: context.settings.people,
    budgets,
    onFault,
    onDecision: (decision: Decision) => reportDecision(context, decision),
    takeDelivery,
  };
  return {
    callerFromChat: (account) => callerFromChat(context, account),
    proveTerminal: async (token) => {
      const proof = await proveTerminal(context, token);
      if (proof.is === 'person' || proof.problem === null) return { ...proof, problem: null };
      return { is: 'unproven', problem: problemText(proof.problem) };
    },
    terminals: {
      begin: (ask) => beginPairing(context, ask),
      take: (ask) => takeToken(context, ask),
    },
    ask: (question) => ask(dispatch, question),
    may: (caller, permission) => whyNot(caller, permission, context.settings),
    takeClick: budgets.takeClick,
    decisions: decisions.looks,
    useCases,
    guarded: (name, work, delivery) => once(work, delivery).catch((error: unknown) => onFault(error, name)),
  };
}
