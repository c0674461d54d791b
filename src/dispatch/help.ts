import type { Message } from '../domain/message.ts';
import type { Caller, Permission, Place, Role, StrangerReason } from '../domain/person.ts';
import type { Command } from './command.ts';
import { usageOf } from './interpret.ts';

const STRANGER: Record<StrangerReason, string> = {
  guest: 'Guests can read this, and nothing else.',
  external: 'People from outside the organisation can read this, and nothing else.',
  'foreign-team': 'People of another workspace can read this, and nothing else.',
  bot: 'Bots can read this, and nothing else.',
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

/** Every command with its usage, or one of them; what a stranger gets whatever they typed. */
export function helpFor({ caller, place, commands, permissions }: HelpOf, topic: string | null): Message {
  const known = topic !== null && commands.some((command) => command.name === topic);
  const here = commands.filter((command) => place.is === 'terminal' || command.terminalOnly !== true);
  const shown = known ? commands.filter((command) => command.name === topic) : here;
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
