import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCommands } from '../../src/app/load-commands.ts';
import type { Command } from '../../src/dispatch/command.ts';
import { interpret, usageOf } from '../../src/dispatch/interpret.ts';
import { typedLine } from '../../src/dispatch/typed-line.ts';

let commands: Command[];
beforeAll(async () => {
  commands = await loadCommands();
});

const reasonOf = (words: string) => {
  const meant = interpret(words, commands);
  return meant.is === 'reply' ? meant.refusal.reasons[0] : undefined;
};

describe('typed words', () => {
  it.each([
    ['release v1.2.0', { words: { version: 'v1.2.0' }, flags: {} }],
    ['  RELEASE   1.2.0   --dry-run ', { words: { version: '1.2.0' }, flags: { 'dry-run': true } }],
    ['release --dry-run v1.2.0', { words: { version: 'v1.2.0' }, flags: { 'dry-run': true } }],
    ['release —dry-run v1.2.0', { words: { version: 'v1.2.0' }, flags: { 'dry-run': true } }],
    ['help release', { words: { command: 'release' }, flags: {} }],
    [
      'rollback v1.1.0 --reason “errors on checkout” --cdn-only',
      { words: { version: 'v1.1.0' }, flags: { reason: 'errors on checkout', 'cdn-only': true } },
    ],
    ['unlock v1 fixed by #231', { words: { line: 'v1', reason: 'fixed by #231' }, flags: {} }],
    ['help "release"', { words: { command: 'release' }, flags: {} }],
  ])('runs %j', (words, parsed) => {
    expect(interpret(words, commands)).toMatchObject({ is: 'run', parsed });
  });

  it('answers bare input with help', () => {
    expect(interpret('   ', commands)).toEqual({ is: 'help' });
  });

  it.each([
    ['relaese v1.2.0', 'release'],
    ['stauts', 'status'],
    ['hstory', 'history'],
  ])('says what %j meant and runs nothing', (words, meant) => {
    expect(reasonOf(words)).toMatchObject({ code: 'unknown-command', meant });
  });

  it('guesses nothing for words that are like no command', () => {
    expect(reasonOf('brew me a sandwich')).toEqual({ code: 'unknown-command', typed: 'brew' });
  });

  it.each([
    ['release', 'Missing argument: version.'],
    ['release v1.2.0 now', 'Unexpected argument "now".'],
    ['release v1.2.0 --force', 'Unknown option --force.'],
    ['status --all', 'Unknown option --all.'],
  ])('refuses %j with its usage', (words, problem) => {
    expect(reasonOf(words)).toMatchObject({ code: 'usage', problem });
  });

  it('never throws and never runs anything else, for any input', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (words) => {
        const meant = interpret(words, commands);
        if (meant.is === 'run')
          expect(
            words
              .toLowerCase()
              .trim()
              .replace(/^["“”]+/, '')
              .startsWith(meant.command.name),
          ).toBe(true);
      }),
    );
  });

  it('reads back each word of a line that was put together from words', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (reason) => {
        const line = typedLine(['rollback', 'v1.1.0', '--reason', reason, '--yes']);
        expect(interpret(line, commands)).toMatchObject({
          is: 'run',
          parsed: { flags: { reason: reason.replace(/["“”]/g, "'"), yes: true } },
        });
      }),
    );
  });

  it('stays quick on very long input', () => {
    expect(reasonOf('x'.repeat(100_000))).toMatchObject({ code: 'unknown-command' });
    expect(interpret(`release ${'"'.repeat(100_000)}`, commands).is).toBe('reply');
  });

  it.each([
    'approve <operation> <plan>',
    'audit <action> [rows] [hash] [--reason "…"]',
    'confirm <operation> [--end]',
    'release <version> [--dry-run] [--queue] [--unqueue] [--exception "…"] [--break-glass "…"]',
    'rollback [version] [--reason "…"] [--cdn-only] [--stop] [--yes]',
    'status',
  ])('shows the usage %j', (usage) => {
    expect(commands.map(usageOf)).toContain(usage);
  });

  it('shows a usage that starts with the command’s name', () => {
    for (const command of commands) expect(usageOf(command).split(' ')[0]).toBe(command.name);
  });
});
