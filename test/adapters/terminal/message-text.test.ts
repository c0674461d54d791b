import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { terminalText } from '../../../src/adapters/terminal/answer.ts';
import type { Message } from '../../../src/domain/message.ts';
import type { Operation } from '../../../src/domain/operation.ts';
import { messagesOfEveryKind } from '../../harness/samples/sample-messages.ts';
import { cardOfPlan, samplePlan } from '../../harness/samples/sample-plan.ts';
import { sampleTagCard } from '../../harness/samples/sample-put-back.ts';
import { sampleCard } from '../../harness/samples/sample-release.ts';
import {
  finishedRollbackCard,
  rollbackThatLeaves,
  sampleForm,
  sampleRollback,
  sampleRollbackCard,
} from '../../harness/samples/sample-rollback.ts';
import { hostile, infested } from '../slack/hostile.ts';

const screen = { colour: false, timezone: 'UTC' };
const shown = (message: Message) => terminalText(message, screen);

describe('a message in the terminal', () => {
  it.each(messagesOfEveryKind().map((message) => [message.is, message] as const))(
    'is tidy text for %s',
    (_, message) => {
      const text = shown(message);

      expect(text.trim().length).toBeGreaterThan(10);
      expect(text).not.toMatch(/undefined|\[object|[ \t]$/m);
    },
  );

  it('fits into 80 columns where it is a table, and loses nothing of what is well', () => {
    const saw = 'Pages load the release line and its pinned object as recorded. '.repeat(3).trim();
    const rows = [
      { is: 'ok', name: 'integration', title: 'A customer’s page', why: 'Why.', saw },
      { is: 'warning', name: 'schedules', title: 'Schedules', why: 'Why.', saw, next: saw },
    ] as const;
    const doctor = { is: 'doctor', rows, at: '2026-11-23T12:00:00.000Z', ageSeconds: 0 } as const;
    const tables = messagesOfEveryKind().filter(({ is }) => is === 'monitor');
    for (const message of [doctor, ...tables]) {
      const text = terminalText(message, { ...screen, columns: 80 });
      expect(text.split('\n').filter((line) => line.length > 80)).toEqual([]);
      if (message.is === 'doctor') expect(text.replace(/\s+/g, ' ').split(saw)).toHaveLength(4);
    }
    const [status] = messagesOfEveryKind().filter(({ is }) => is === 'status');
    const live = terminalText(status ?? doctor, { ...screen, columns: 80 });
    for (const part of [
      'CDN v1',
      'Emergencies',
      'Locked for releases',
      'Frozen',
      'Quarantined',
      'Refused by',
    ])
      expect(live).toContain(part);
    expect(live.split('\n').filter((line) => line.length > 80)).toEqual([]);
  });

  it('shows a dry run with facts, packages, gates and steps', () => {
    const text = shown({ is: 'plan', card: sampleCard(), dryRun: true });

    expect(text).toContain('Dry run: nothing was saved');
    expect(text).toContain('abc1234 Version packages for v1.2.0 (#16)');
    expect(text).toMatch(/@awell-health\/navi-core +1\.1\.0 → 1\.2\.0 +npm/);
    expect(text).toMatch(/navi-react +unchanged \(1\.1\.0\)/);
    expect(text).toMatch(/BLOCK {2}required checks are green: The required check "ci" is running\./);
    expect(text).toContain('expires 2026-11-23 13:00');
  });

  it('shows what is in a plan, and whom it reaches', () => {
    const text = shown({ is: 'plan', card: cardOfPlan(samplePlan()), dryRun: true });

    expect(text).toContain('22 of 31 customers load v1/ and get it without doing anything');
    expect(text).toContain('4 commits: https://github.example/awell-health/navi/compare/v1.1.0...abc1234');
    expect(text).toContain('- feat: load the portal lazily, NAV-42 (#13), by dev-rao');
    expect(text).toMatch(/navi-portal +1\.1\.0 → 1\.2\.0 +not published/);
    expect(text).toMatch(/navi-js +1\.2\.0 is published, latest stays at 2\.0\.0-rc\.0/);
  });

  it('shows every reason of a refusal with its next step', () => {
    const [refusal] = messagesOfEveryKind().filter((message) => message.is === 'refusal');
    const text = shown(refusal ?? { is: 'fault', reference: '', text: '' });

    expect(text.match(/^ {4}next /gm)).toHaveLength(3);
    expect(text).toContain('Did you mean npx navi release?');
  });

  it('shows what a put-back does to a Git tag, and no pointer', () => {
    const text = shown({ is: 'card', card: sampleTagCard() });

    expect(text).toMatch(/Puts back +Git tag v1\.2\.0; missing → ccccccc$/m);
    expect(text).not.toContain('Pointer');
  });

  it('shows a rollback with its clock, and what it takes back', () => {
    const text = shown({ is: 'card', card: sampleRollbackCard() });

    expect(text).toContain('Clock  T+31 s of the 20 min budget');
    expect(text).toMatch(/^ {2}T\+0\.4 s +pointer moved$/m);
    expect(text).toMatch(/^ {2}T\+… +customers safe: all probes clean$/m);
    expect(text).toMatch(/Reason +errors on checkout/);
    expect(text).toMatch(/Supersedes +rel_01hx3k9q2v/);
    expect(text).toMatch(/navi-core +latest 1\.2\.0 → 1\.1\.0/);
    expect(text).toMatch(/navi-react +latest stays at 1\.1\.0/);
    expect(text).toMatch(/navi-js +1\.2\.0 is deprecated/);
    expect(text).not.toMatch(/Commit|Gates|expires/);
    expect(shown({ is: 'card', card: finishedRollbackCard() })).toContain(
      'browser caches expire by 2026-11-23 10:00',
    );
  });

  it('says why a rollback leaves latest where it is', () => {
    expect(shown({ is: 'card', card: sampleRollbackCard({ operation: rollbackThatLeaves() }) })).toMatch(
      /navi-react +latest stays at 1\.2\.0: npm does not have navi-react@1\.1\.0/,
    );
  });

  it('says how the line that a rollback has locked is opened, and afterwards who did', () => {
    const withLock = (operation: Operation) => shown({ is: 'card', card: sampleRollbackCard({ operation }) });
    const opened = { by: 'Maya', at: '2026-11-23T09:20:00.000Z', why: 'fixed by\n#231' };

    expect(withLock(sampleRollback())).toMatch(
      /^v1 is locked: releases are blocked until someone runs npx navi unlock v1 "reason"$/m,
    );
    const after = withLock(sampleRollback({ opened }));
    expect(after).toMatch(/^v1 was unlocked by Maya, 2026-11-23 09:20: fixed by #231$/m);
    expect(after).not.toContain('npx navi unlock');
    expect(shown({ is: 'card', card: sampleCard() })).not.toMatch(/unlock|opens it/);
  });

  it('shows the page of a step, harmless', () => {
    const [first, ...others] = sampleCard().steps;
    if (first === undefined) throw new Error('a card has steps');
    const page = { url: 'https://github.example/runs/7\u001b[2J', label: 'the run' };
    const card = { ...sampleCard(), steps: [{ ...first, state: 'running' as const, page }, ...others] };

    expect(shown({ is: 'card', card })).toMatch(
      /running +Tag v1\.2\.0.*\n +https:\/\/github\.example\/runs\/7\[2J\n/,
    );
  });

  it('tells the instants in sentences in its own zone, and names that', () => {
    const line = { is: 'line', text: 'until 2026-11-23T10:00:44.000Z.', level: 'info' } as const;

    expect(shown(line)).toBe('until 2026-11-23 10:00 UTC.');
    expect(terminalText(line, { colour: false, timezone: 'Europe/Oslo' })).toMatch(
      /^until 2026-11-23 11:00 (CET|GMT\+1)\.$/,
    );
  });

  it('shows in the status what is under way, and which lines are locked and how to open them', () => {
    const [status] = messagesOfEveryKind().filter((message) => message.is === 'status');
    const text = shown(status ?? { is: 'fault', reference: '', text: '' });
    expect(text).toMatch(/Navi's npm token ends .*2026/);

    expect(text).toMatch(/^ {2}release v1\.2\.0 +Running +rel_/m);
    expect(text).toMatch(
      /^ {2}rollback to v1\.1\.0 +Running +rbk_.* rolled back everywhere in 8\.1 s, browser caches expire by /m,
    );
    expect(text).toMatch(/^Locked for releases$/m);
    expect(text).toMatch(
      /^ {2}v1 .* by Cleo +rolled back from v1\.2\.0 .*to unlock: npx navi unlock v1 "reason"$/m,
    );
  });

  it('says of what was changed outside Navi that it was, and never that it is verified', () => {
    const [status] = messagesOfEveryKind().filter((message) => message.is === 'status');
    const changed = shown(status ?? { is: 'fault', reference: '', text: '' })
      .split('\n')
      .filter((line) => line.includes('v1/navi-loader.js has unknown bytes'));

    expect(changed).toHaveLength(1);
    expect(changed[0]).toMatch(/changed outside Navi \(seen .*\): v1\/navi-loader\.js has unknown bytes/);
    expect(changed[0]).not.toContain('verified');
  });

  it('shows what a rollback would do, and exactly what to type', () => {
    const needsReason = 'v1.0.0 is not the known-good';
    const text = shown({
      is: 'rollback-form',
      form: sampleForm({ target: '1.0.0', needsReason, cdnOnly: true }),
    });

    for (const part of [...sampleForm().moves, ...sampleForm().warnings, needsReason])
      expect(text).toContain(part);
    expect(text).toContain('Roll back v1 from v1.2.0 to v1.0.0.');
    expect(text).toContain('npm is not changed');
    expect(text).toMatch(/^ {2}npx navi rollback v1\.0\.0 --cdn-only --reason '…' --yes$/m);
  });

  it('repeats a reason that was given, and asks for none', () => {
    const form = sampleForm({ reason: 'still red', needsReason: 'v1 was rolled back already' });
    const text = shown({ is: 'rollback-form', form });

    expect(text).toMatch(/^Reason: still red$/m);
    expect(text).toContain('v1 was rolled back already. Navi notifies the owners.');
    expect(text).not.toContain('A reason is needed');
  });

  it('explains the words and flags of one command', () => {
    const help = messagesOfEveryKind().find((message) => message.is === 'help');
    if (help?.is !== 'help') throw new Error('there is no help');

    expect(shown({ ...help, topic: 'release' })).toMatch(/^ {2}<version> {2}as v1\.2\.0$/m);
    expect(shown(help)).not.toContain('<version>  as v1.2.0');
  });

  it('lets no text from outside steer the terminal, in any message', () => {
    const kinds = messagesOfEveryKind();
    fc.assert(
      fc.property(fc.nat(), fc.array(hostile, { minLength: 1, maxLength: 6 }), (pick, strings) => {
        const text = shown(
          infested(kinds[pick % kinds.length] ?? { is: 'fault', reference: '', text: '' }, strings),
        );
        expect(text).not.toMatch(/[^\P{Cc}\n\t]|\p{Cf}|[\u2028\u2029]/u);
      }),
      { numRuns: 400 },
    );
  });

  it('lets nothing steer the terminal', () => {
    const text = shown({ is: 'line', text: 'a\u001b[2J\u009b31m\u202eb\rc\u0007\nd', level: 'info' });

    expect(text).toBe('a[2J31mbc\nd');
  });

  it('shows nothing that nothing is drawn for, and keeps emoji', () => {
    const hidden = '\u3164\u115f\uffa0\u034f\u180e\u{e0041}\u{e007f}\u2800\u200b';
    const text = shown({ is: 'line', text: `a${hidden}b \u26a0\ufe0f`, level: 'info' });

    expect(text).toBe('ab \u26a0\ufe0f');
  });

  it('has our colours where the terminal shows them, and no others', () => {
    const line = { is: 'line', text: 'a\u001b[31mb', level: 'bad' } as const;

    expect(terminalText(line, { colour: true })).toBe('\u001b[31ma[31mb\u001b[39m');
    expect(terminalText(line, { colour: false })).toBe('a[31mb');
  });

  it('breaks what help says at the width of the terminal, and indents it', () => {
    const help = messagesOfEveryKind().find((message) => message.is === 'help');
    if (help?.is !== 'help') throw new Error('there is no help');
    const summary = Array.from({ length: 30 }, () => 'word').join(' ');
    const [command] = help.commands;
    if (command === undefined) throw new Error('help has commands');
    const message = { ...help, commands: [{ ...command, usage: 'release', summary, allowed: true }] };

    const lines = terminalText(message, { colour: false, columns: 60 }).split('\n');

    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(60);
    expect(lines.filter((line) => /^ {16}word/.test(line))).not.toHaveLength(0);
    expect(shown(message)).toContain(summary);
  });
});
