import type { Message } from '../domain/message.ts';
import { whyNot } from '../domain/permission.ts';
import type { Caller, Permission, Person, Place, Role } from '../domain/person.ts';
import { refuse } from '../domain/refusal.ts';
import type { Asked } from './app.ts';
import { type Budgets, budgetOf } from './budget.ts';
import type { Command, Parsed } from './command.ts';
import { helpFor } from './help.ts';
import { interpret } from './interpret.ts';
import type { UseCases } from './use-cases.ts';

/** The dependencies of dispatch; `app.ts` creates them. */
export interface Dispatch {
  commands: readonly Command[];
  useCases: UseCases;
  permissions: Readonly<Record<Permission, readonly Role[]>>;
  /** The people named where a permission is missing. */
  people: readonly Person[];
  /** Whether this is a terminal without a bot: then only commands with `withoutBot` run. */
  isOffline?: boolean;
  /** How much each person, and all together, may ask. */
  budgets: Budgets;
  /** Logs an error and returns a message with a reference. One of the two places where errors are caught. */
  onFault(error: unknown, where: string): Message;
  /** Reports what a proven person has changed from a terminal, so that they are informed in Slack. Never rejects. */
  onDecision(decision: Decision): Promise<void>;
  /** Whether no process has taken this delivery before; takes it. */
  takeDelivery(delivery: string): Promise<boolean>;
}

/** Something that a person changed by command. */
export interface Decision {
  caller: Caller;
  place: Place;
  words: string;
}

export interface Question {
  words: string;
  who: () => Promise<Caller>;
  place: Place;
  /** Slack's id of the request; undefined for a terminal's. */
  delivery?: string | undefined;
}

/** The answer to a request that was received before: from a proxy that sends it again, or from an attacker who has a copy. */
export const TAKEN_BEFORE: Message = {
  is: 'line',
  text: 'Navi has received this request before, so nothing was done again. To do it once more, type it again.',
  level: 'warn',
};

/**
 * Interprets immediately, then identifies the caller, checks budget and permission, and runs. `answer` never rejects.
 */
export function ask(dispatch: Dispatch, { words, who, place, delivery }: Question): Asked {
  const meant = interpret(words, dispatch.commands);
  const newName = meant.is === 'run' && meant.renamed !== null ? newNameOf(meant) : null;
  const soon = meant.is === 'run' ? meant.command.meanwhile(meant.parsed) : null;
  const meanwhile = [newName, soon].filter((one) => one !== null).join(' ') || null;
  const window = meant.is === 'run' ? meant.command.window : null;
  const answer = async (): Promise<Message> => {
    const caller = await who();
    const runs = meant.is === 'run' && caller.is !== 'stranger' ? meant.command : null;
    const tooMany = dispatch.budgets.take(caller, budgetOf(runs, caller));
    if (tooMany !== null) return { is: 'refusal', refusal: refuse(tooMany), asked: words.slice(0, 200) };
    const help = (topic: string | null) =>
      helpFor({ caller, place, commands: dispatch.commands, permissions: dispatch.permissions }, topic);
    if (meant.is === 'run' && lacksToken(caller)) return tokenWanted(words);
    if (meant.is === 'help' || caller.is === 'stranger') return help(null);
    if (meant.is === 'reply') return { is: 'refusal', refusal: meant.refusal, asked: words.slice(0, 200) };
    if (dispatch.isOffline === true && meant.command.withoutBot !== true)
      return {
        is: 'refusal',
        refusal: refuse({ code: 'needs-the-bot', command: meant.command.name }),
        asked: words.slice(0, 200),
      };
    const denied = whyNot(caller, meant.command.permission, dispatch);
    if (denied !== null) return { is: 'refusal', refusal: refuse(denied), asked: words.slice(0, 200) };
    if (delivery !== undefined && changes(meant) && !(await dispatch.takeDelivery(delivery)))
      return TAKEN_BEFORE;
    const message = await meant.command.run(meant.parsed, {
      caller,
      place,
      useCases: dispatch.useCases,
      help,
    });
    const isDecision = place.is === 'terminal' && caller.is === 'person' && message.is !== 'refusal';
    if (isDecision && changes(meant)) await dispatch.onDecision({ caller, place, words });
    return message;
  };
  return {
    meanwhile,
    newName,
    window,
    answer: answer().catch((error: unknown) => dispatch.onFault(error, 'command')),
  };
}

function newNameOf({ command, renamed }: { command: Command; renamed: string | null }): string {
  return `"${renamed}" is now called "${command.name}".`;
}

function changes({ command, parsed }: { command: Command; parsed: Parsed }): boolean {
  if (command.changes !== undefined) return command.changes(parsed);
  const isConfirmed = command.flags.some(({ name }) => name === 'yes');
  return isConfirmed ? parsed.flags['yes'] === true : !['help', 'read'].includes(command.permission);
}

/** A terminal that only needs pairing gets that hint instead of the help. */
function lacksToken(caller: Caller): boolean {
  return caller.is === 'stranger' && caller.why === 'no-token';
}

function tokenWanted(words: string): Message {
  return { is: 'refusal', refusal: refuse({ code: 'token-invalid' }), asked: words.slice(0, 200) };
}
