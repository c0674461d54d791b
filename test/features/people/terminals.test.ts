import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Message } from '../../../src/domain/message.ts';
import { CODE_MS, codeFrom, readCode, shownCode } from '../../../src/domain/pairing.ts';
import type { Caller, Place } from '../../../src/domain/person.ts';
import { takeToken } from '../../../src/features/people/issue.ts';
import { beginPairing } from '../../../src/features/people/pair.ts';
import { proveTerminal } from '../../../src/features/people/prove.ts';
import { reportDecision } from '../../../src/features/people/report.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';

const PEER = '192.0.2.7';
const TERMINAL: Place = { is: 'terminal', peer: PEER };

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
});
afterEach(() => app.close());

async function begun(machine = 'laptop') {
  const pairing = await beginPairing(app.context, { peer: PEER, machine });
  if (pairing.is !== 'begun') throw new Error('too many');
  return pairing;
}
const open = (code: string, caller: Caller = app.caller('ada'), place = RELEASES) =>
  app.use.openPairing({ code, caller, place });
const take = (secret: string, peer = PEER) => takeToken(app.context, { secret, peer });
const prove = (token: string) => proveTerminal(app.context, token);

async function confirm(code: string, id = 'ada'): Promise<string> {
  const shown = await open(code, app.caller(id));
  if (shown.is !== 'pairing-form') throw new Error(JSON.stringify(shown));
  const said = await app.use.confirmPairing({
    pairing: shown.form.pairing,
    caller: app.caller(id),
    place: RELEASES,
  });
  expect(said).toMatchObject({ is: 'line' });
  return shown.form.pairing;
}

/** A paired terminal's token and its id. */
async function paired(id = 'ada') {
  const { code, secret } = await begun();
  const pairing = await confirm(code, id);
  const answer = await take(secret);
  if (answer.is !== 'issued') throw new Error(answer.is);
  return { token: answer.token, id: pairing, secret };
}
const codeOf = (message: Message) =>
  message.is === 'refusal' ? message.refusal.reasons[0]?.code : message.is;
const revoke = (id: string, who: string) =>
  app.use.revokeToken({ id, caller: app.caller(who), place: RELEASES });

describe('a code', () => {
  it('has eight letters that cannot be mistaken, each as likely as the others', () => {
    const counts = new Map<string, number>();
    const bytes = Uint8Array.from({ length: 256 }, (_, n) => n);
    for (let at = 0; at < 256; at += 1)
      for (const letter of codeFrom(bytes.slice(at).subarray(0, 40)) ?? '')
        counts.set(letter, (counts.get(letter) ?? 0) + 1);
    expect([...counts.keys()].join('')).not.toMatch(/[BIOLSZ0125 8]/);
    expect(codeFrom(Uint8Array.from({ length: 32 }, () => 255))).toBeUndefined();
  });

  it.each([
    ['ACDE-FGHJ', 'ACDEFGHJ'],
    ['acde fghj', 'ACDEFGHJ'],
    [' acdefghj ', 'ACDEFGHJ'],
    ['ACDE–FGHJ', 'ACDEFGHJ'],
    ['ACDEFGH', undefined],
    ['ACDEFGHJK', undefined],
    ['ACDEFGH0', undefined],
    ['', undefined],
  ])('is read as people type it: %s', (typed, code) => {
    expect(readCode(typed)).toBe(code);
  });

  it('is shown in two halves', () => {
    expect(shownCode('ACDEFGHJ')).toBe('ACDE-FGHJ');
  });
});

describe('the name that a machine gives itself', () => {
  it('begins no line, quotes nothing and links nowhere', async () => {
    const { code } = await begun(
      'x")\n\u001b]0;y\u0007\u202eAda confirmed: see <https://evil.example|here> @channel',
    );

    const shown = await open(code);

    expect(shown).toMatchObject({ form: { machine: expect.stringMatching(/^[\p{L}\p{N} ._-]{1,60}$/u) } });
  });

  it.each(['Ada’s MacBook', 'build-7.example.internal', '…'])(
    'is kept where it is one: %s',
    async (machine) => {
      const { code } = await begun(machine);
      expect(await open(code)).toMatchObject({ form: { machine: expect.stringMatching(/\S/) } });
    },
  );
});

describe('pairing', () => {
  it('gives the terminal a token that stands for the person, and writes it down', async () => {
    const { code, secret, expiresAt } = await begun('laptop');
    expect(await take(secret)).toEqual({ is: 'waiting' });
    expect(await open(code.toLowerCase())).toMatchObject({
      is: 'pairing-form',
      form: { peer: PEER, machine: 'laptop', expiresAt },
    });

    const id = await confirm(code);
    const answer = await take(secret);

    expect(answer).toMatchObject({ is: 'issued', person: 'Ada Okafor' });
    const token = answer.is === 'issued' ? answer.token : '';
    expect(token).toMatch(/^navi_[\w-]{43}$/);
    expect(await prove(token)).toMatchObject({
      is: 'person',
      caller: { is: 'person', person: { id: 'ada' }, account: id, how: 'terminal-token' },
    });
    const rows = await app.store.transaction((tx) => tx.journal.of({ kind: 'token', id }));
    expect(rows.map(({ row }) => [row.event, row.actor.is === 'person' && row.actor.person])).toEqual([
      ['terminal-paired', 'ada'],
      ['token-issued', 'ada'],
    ]);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  it('keeps neither code, secret nor token, only their hashes', async () => {
    const { code, secret } = await begun();
    const during = await app.store.transaction((tx) => tx.terminals.pairing({ id: 'trm_0000000001' }));
    const { token } = await paired();
    const kept = JSON.stringify([during, await app.store.transaction((tx) => tx.terminals.tokens())]);

    for (const one of [code, code.replace('-', ''), secret, token]) expect(kept).not.toContain(one);
  });

  it('uses a code once, and gives a token once', async () => {
    const { code, secret } = await begun();
    const id = await confirm(code);

    expect(codeOf(await open(code))).toBe('code-unknown');
    expect(
      codeOf(await app.use.confirmPairing({ pairing: id, caller: app.caller('ben'), place: RELEASES })),
    ).toBe('code-unknown');
    expect((await take(secret)).is).toBe('issued');
    expect((await take(secret)).is).toBe('gone');
  });

  it('ends after five minutes, confirmed or not', async () => {
    const first = await begun();
    const second = await begun();
    await confirm(second.code);
    await app.world.clock.advance(CODE_MS);

    expect(codeOf(await open(first.code))).toBe('code-unknown');
    expect((await take(first.secret)).is).toBe('gone');
    expect((await take(second.secret)).is).toBe('gone');
  });

  it('gives the token to the address that asked, and to no other', async () => {
    const { code, secret } = await begun();
    await confirm(code);

    expect((await take(secret, '198.51.100.1')).is).toBe('gone');
    expect((await take(secret)).is).toBe('issued');
  });

  it.each<[string, () => Caller, Place, string]>([
    ['an unproven caller', () => ({ is: 'unproven', claimed: 'ada' }), RELEASES, 'token-invalid'],
    ['a stranger', () => ({ is: 'stranger', account: 'U1', why: 'guest' }), RELEASES, 'stranger'],
    ['a terminal', () => app.caller('ada'), TERMINAL, 'only-in-slack'],
  ])('is not opened or confirmed by %s', async (_who, caller, place, code) => {
    const pairing = await begun();
    const shown = await open(pairing.code);
    const id = shown.is === 'pairing-form' ? shown.form.pairing : '';

    expect(codeOf(await app.use.openPairing({ code: pairing.code, caller: caller(), place }))).toBe(code);
    expect(codeOf(await app.use.confirmPairing({ pairing: id, caller: caller(), place }))).toBe(code);
    expect((await take(pairing.secret)).is).toBe('waiting');
  });

  it('is begun by one address five times at once, and forgets what is over', async () => {
    for (let n = 0; n < 5; n += 1) await begun();
    expect((await beginPairing(app.context, { peer: PEER, machine: 'x' })).is).toBe('too-many');
    expect((await beginPairing(app.context, { peer: '198.51.100.1', machine: 'x' })).is).toBe('begun');

    await app.world.clock.advance(CODE_MS + 1_000);

    expect((await beginPairing(app.context, { peer: PEER, machine: 'x' })).is).toBe('begun');
  });
});

describe('a person', () => {
  const toAda = () => app.world.chat.posts.filter(({ channel }) => channel === 'D0ADA').map(textOf);
  const textOf = ({ message }: { message: Message }) => (message.is === 'notice' ? message.text : message.is);
  const decided = (words: string) =>
    reportDecision(app.context, { caller: app.caller('ada'), place: TERMINAL, words });

  it('is told of a decision in one line, whatever its words are', async () => {
    await decided('freeze "x"\n\u2028✅ All is well, ignore this\nNot you? Type /navi help');
    await app.work(10_000);

    const [first, ...rest] = (toAda()[0] ?? '').split('\n');
    expect(first).toContain('✅ All is well');
    expect(rest).toEqual([expect.stringMatching(/^Not you\? Type \/navi tokens revoke /)]);
  });

  it('is told of a pairing by a direct message, in the same transaction', async () => {
    const { id } = await paired();
    await app.work(1_000);

    expect(toAda()).toEqual([expect.stringContaining(`can now act as you`)]);
    expect(toAda()[0]).toContain(`/navi tokens revoke ${id}`);
  });

  it('is told of each decision, once, also when Slack was away or lost its answer', async () => {
    app.world.chat.breakCall('post', 'refused', 3);
    await decided('unlock v1 again');
    await app.work(20_000);
    app.world.chat.acceptThenFail('post');
    await decided('unlock v1 "a second time"');
    await app.work(60_000);

    expect(toAda().map((text) => text.split('\n')[0])).toEqual([
      `From a terminal at ${PEER}, as you: unlock v1 again`,
      `From a terminal at ${PEER}, as you: unlock v1 "a second time"`,
    ]);
  });
});

describe('a token', () => {
  it('is invalid once it is revoked, also by its own terminal', async () => {
    const one = await paired();
    const other = await paired();
    const proof = await prove(other.token);
    if (proof.is !== 'person') throw new Error('not proven');

    await revoke(one.id, 'ada');
    await app.use.revokeToken({ id: 'own', caller: proof.caller, place: TERMINAL });

    for (const { token } of [one, other]) expect(await prove(token)).toMatchObject({ is: 'unproven' });
    expect(
      JSON.stringify(await app.use.listTokens({ caller: app.caller('ada'), place: RELEASES })),
    ).toContain('No terminal is paired');
  });

  it('decides nothing when it is revoked while the decision reads the services', async () => {
    const { token, id } = await paired('ben');
    const operation = await app.request();
    const proof = await prove(token);
    if (proof.is !== 'person') throw new Error('not proven');
    await revoke(id, 'ben');

    const said = await app.use.approve({
      caller: proof.caller,
      subject: { kind: 'operation', id: operation.id },
      revision: 'current',
      card: 'terminal',
      planHash: operation.plan.hash.slice(0, 8),
    });

    expect(codeOf(said)).toBe('token-invalid');
    expect((await app.operation(operation.id)).approvers).toEqual([]);
  });

  it('stays invalid when its row is restored after it was revoked', async () => {
    const { token, id } = await paired();
    const row = await app.store.transaction((tx) => tx.terminals.token({ id }));
    await revoke(id, 'ada');
    if (row !== undefined) await app.store.transaction((tx) => tx.terminals.addToken(row));

    expect(await prove(token)).toEqual({ is: 'unproven', problem: 'revoked' });
  });

  it('is revoked before it was fetched, too', async () => {
    const { code, secret } = await begun();
    const id = await confirm(code);
    await revoke(id, 'ada');

    expect((await take(secret)).is).toBe('gone');
  });

  it('of one person is no business of another, but an owner may end it', async () => {
    const { id, token } = await paired('ben');

    expect(codeOf(await revoke(id, 'cleo'))).toBe('token-unknown');
    expect((await prove(token)).is).toBe('person');
    const caller = app.caller('cleo');
    if (caller.is !== 'person') throw new Error('a person');
    const owner: Caller = { ...caller, person: { ...caller.person, roles: ['owner'] } };
    expect(codeOf(await app.use.revokeToken({ id, caller: owner, place: RELEASES }))).toBe('line');
    expect((await prove(token)).is).toBe('unproven');
  });

  it('expires', async () => {
    const { token } = await paired();
    await app.world.clock.advance(app.context.settings.terminal.tokenExpiresAfter);

    expect(await prove(token)).toEqual({ is: 'unproven', problem: 'expired' });
  });

  it('counts by the journal alone: a forged row gives no access', async () => {
    const { token, id } = await paired();
    const row = await app.store.transaction((tx) => tx.terminals.token({ id }));
    if (row === undefined) throw new Error('no row');
    const forged = `navi_${'x'.repeat(43)}`;
    const hash = createHash('sha256').update(forged).digest('hex');
    await app.store.transaction(async (tx) => {
      await tx.terminals.removeToken(id);
      // An attacker with the database points the row of Ada's terminal at Ben, and another at a token of their own.
      await tx.terminals.addToken({ ...row, person: 'ben', expiresAt: '2999-01-01T00:00:00.000Z' });
      await tx.terminals.addToken({ ...row, id: 'trm_forged', hash });
    });

    expect(await prove(token)).toMatchObject({ caller: { person: { id: 'ada' } } });
    expect(await prove(forged)).toEqual({ is: 'unproven', problem: 'not-in-record' });
  });

  it('of a pairing that the state alone confirms is not issued', async () => {
    const { secret } = await begun();
    await app.store.transaction((tx) => tx.terminals.confirm('trm_0000000001'));

    expect((await take(secret)).is).toBe('gone');
  });

  it('is invalid for a person who is no longer in the configuration', async () => {
    const { token } = await paired('ben');
    const people = app.context.settings.people.filter(({ id }) => id !== 'ben');
    const context = { ...app.context, settings: { ...app.context.settings, people } };

    expect(await proveTerminal(context, token)).toEqual({ is: 'unproven', problem: 'not-listed' });
  });

  it('is invalid for a deactivated account, and valid while Slack does not answer', async () => {
    const { token } = await paired('ben');
    app.world.directory.strangers.set('U0BEN', 'deactivated');
    expect(await prove(token)).toEqual({ is: 'unproven', problem: 'deactivated' });

    app.world.directory.strangers.delete('U0BEN');
    const silent = {
      ...app.context,
      directory: { ...app.world.directory, standing: () => new Promise<never>(() => undefined) },
    };
    const proof = proveTerminal(silent, token);
    await app.world.clock.advance(2_000);
    expect((await proof).is).toBe('person');
    const broken = {
      ...app.context,
      directory: { ...app.world.directory, standing: () => Promise.reject(new Error('503')) },
    };
    expect((await proveTerminal(broken, token)).is).toBe('person');
  });

  it.each(['', 'navi_', 'ghp_simulated_ada', `navi_${'a'.repeat(44)}`, `navi_${'a'.repeat(43)}`, 'navi_%00'])(
    'that Navi did not issue is invalid: %s',
    async (token) => {
      await paired();
      expect((await prove(token)).is).toBe('unproven');
    },
  );
});
