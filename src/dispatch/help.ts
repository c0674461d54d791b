import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place, Role, StrangerReason } from '../domain/person.ts';
import type { Command } from './command.ts';
import { usageOf } from './interpret.ts';

const STRANGER: Record<StrangerReason, string> = {
  guest: 'Guests cannot use Navi; they can only read this.',
  external: 'People outside the organisation cannot use Navi; they can only read this.',
  'foreign-team': 'People of another workspace cannot use Navi; they can only read this.',
  bot: 'Bots cannot use Navi.',
  deactivated: 'This account is deactivated.',
  'no-token': 'This terminal has not proven who you are: type npx navi login.',
  unknown: 'Navi does not know you yet: ask an owner to list you under people in the configuration.',
};

export interface HelpOf {
  caller: Caller;
  place: Place;
  commands: readonly Command[];
  permissions: Readonly<Record<Permission, readonly Role[]>>;
}

/** The most needed commands, in the order of help; the others follow by name. */
const FIRST = ['release', 'rollback', 'status', 'history'];

/** Every command with its usage, or one of them. */
export function helpFor({ caller, place, commands, permissions }: HelpOf, topic: string | null): Message {
  const known = topic !== null && commands.some((command) => command.name === topic);
  const here = commands.filter((command) => place.is === 'terminal' || command.terminalOnly !== true);
  const shown = known
    ? commands.filter((command) => command.name === topic)
    : here.toSorted((a, b) => rankOf(a) - rankOf(b));
  const allowed = (permission: Permission) => {
    if (permission === 'help' || caller.is === 'unproven') return true;
    if (caller.is === 'stranger') return false;
    return (
      permission === 'read' || caller.person.roles.some((role) => permissions[permission].includes(role))
    );
  };
  return {
    is: 'help',
    topic: known ? topic : null,
    stranger: caller.is === 'stranger' ? STRANGER[caller.why] : null,
    commands: shown.map((command) => ({
      name: command.name,
      summary: command.summary,
      usage: usageOf(command),
      examples: command.examples,
      parts: [
        ...command.arguments.map(({ name, about }) => ({ name: `<${name}>`, about })),
        ...command.flags.map(({ name, about }) => ({ name: `--${name}`, about })),
      ],
      allowed: allowed(command.permission),
    })),
  };
}

function rankOf({ name }: Command): number {
  const at = FIRST.indexOf(name);
  return at < 0 ? FIRST.length : at;
}
