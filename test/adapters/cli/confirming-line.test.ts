import { execFileSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from '../../../src/adapters/cli/options.ts';
import { renderRollbackForm } from '../../../src/adapters/slack/render/rollback-form.ts';
import { terminalText } from '../../../src/adapters/terminal/answer.ts';
import { loadCommands } from '../../../src/app/load-commands.ts';
import type { Command } from '../../../src/dispatch/command.ts';
import { interpret } from '../../../src/dispatch/interpret.ts';
import { sampleForm } from '../../harness/samples/sample-rollback.ts';

let commands: Command[];
beforeAll(async () => {
  commands = await loadCommands();
});

const flagsOf = (words: string) => {
  const meant = interpret(words, commands);
  return meant.is === 'run' ? meant.parsed.flags : meant;
};

/** The line that the terminal shows, as a POSIX shell takes it apart. */
function argvOf(reason: string): string[] {
  const line = /^ {2}npx navi (.*)$/m.exec(
    terminalText({ is: 'rollback-form', form: sampleForm({ reason }) }, { colour: false }),
  )?.[1];
  const printed = execFileSync('sh', ['-c', `printf '%s\\0' ${line}`], {
    encoding: 'utf8',
    env: { HOME: '/h' },
  });
  return printed.split('\0').slice(0, -1);
}

describe('the line that confirms a rollback, with a reason that was given', () => {
  it.each([
    ['flapping'],
    ['errors on checkout'],
    ['$HOME and $(id) and `id`'],
    [String.raw`a back\slash, \"one\" and \$two`],
    [`it's not O'Neill's fault`],
    ['p99 "too" high!'],
    ['p99 “too” high & <b>rising; | or > so'],
    ['*'],
    ['~'],
    ['--yes'],
    ['#231'],
  ])('%s: a shell does not touch it, and Navi reads it back', (reason) => {
    const read = reason.replace(/["“”]/g, "'");
    const argv = argvOf(reason);

    expect(argv).toEqual(['rollback', 'v1.1.0', '--reason', reason, '--yes']);
    expect(flagsOf(readOptions(argv).words)).toEqual({ reason: read, yes: true });
  });

  it('is quoted in Slack as Navi reads it there, where no shell is', () => {
    const { text } = renderRollbackForm(sampleForm({ reason: 'it’s p99 “too” high, $5 a minute' }), {
      now: new Date('2026-11-23T09:00:00Z'),
    });

    expect(text).toContain(`type /navi rollback v1.1.0 --reason "it’s p99 'too' high, $5 a minute" --yes`);
  });

  it('leaves a place for a reason that is needed', () => {
    const form = sampleForm({ needsReason: 'v1 was rolled back at 09:00 UTC already' });

    expect(terminalText({ is: 'rollback-form', form }, { colour: false })).toContain(
      `npx navi rollback v1.1.0 --reason '…' --yes`,
    );
  });
});
