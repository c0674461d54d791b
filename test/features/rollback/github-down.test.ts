import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Caller } from '../../../src/domain/person.ts';
import { takeToken } from '../../../src/features/people/issue.ts';
import { beginPairing } from '../../../src/features/people/pair.ts';
import { proveTerminal } from '../../../src/features/people/prove.ts';
import { ServiceError } from '../../../src/ports/service-error.ts';
import { openApp, RELEASES, type TestApp } from '../../harness/app/app.ts';

const PEER = '192.0.2.7';
/** The client's error for 500, 403, 429 and no answer, for any call. */
const FAILURES = {
  '500': { kind: 'unknown', problem: 'HTTP 500' },
  '403': { kind: 'refused', problem: 'HTTP 403', status: 403 },
  '429': { kind: 'rate-limited', problem: 'HTTP 429', status: 429 },
  nothing: { kind: 'unknown', problem: 'no answer in time', code: 'deadline' },
} as const;

let app: TestApp;
beforeEach(async () => {
  app = await openApp();
  app.letWorkflowRun();
  await app.approve(await app.request('v1.2.0'));
  await app.work();
});
afterEach(() => app.close());

/** A terminal of Cleo's, paired while all is well. */
async function pairedToken(): Promise<string> {
  const begun = await beginPairing(app.context, { peer: PEER, machine: 'laptop' });
  if (begun.is !== 'begun') throw new Error(begun.is);
  const place = RELEASES;
  const caller = app.caller('cleo');
  const shown = await app.use.openPairing({ code: begun.code, caller, place });
  if (shown.is !== 'pairing-form') throw new Error(shown.is);
  await app.use.confirmPairing({ pairing: shown.form.pairing, caller, place });
  const answer = await takeToken(app.context, { secret: begun.secret, peer: PEER });
  if (answer.is !== 'issued') throw new Error(answer.is);
  return answer.token;
}

/** GitHub answers every call so from now on; `asked` names them. */
function breakGithub(how: keyof typeof FAILURES): string[] {
  const asked: string[] = [];
  const fail = (call: string) => async () => {
    asked.push(call);
    if (how === 'nothing') await app.world.clock.wait(10_000);
    throw new ServiceError({ service: 'github', call, ...FAILURES[how] });
  };
  const scm = new Proxy(app.world.scm, { get: (_, call) => fail(String(call)) });
  Object.assign(app.context, { scm });
  return asked;
}

describe.each(Object.keys(FAILURES) as (keyof typeof FAILURES)[])('with GitHub answering %s', (how) => {
  it.each(['proven by a token', 'unproven'])('a rollback by a caller %s is done', async (who) => {
    const token = await pairedToken();
    const asked = breakGithub(how);
    const proof = who === 'unproven' ? undefined : await proveTerminal(app.context, token);
    const caller: Caller = proof?.is === 'person' ? proof.caller : { is: 'unproven', claimed: 'cleo' };
    expect([caller.is, asked]).toEqual([who === 'unproven' ? 'unproven' : 'person', []]);
    const request = {
      target: undefined,
      reason: 'x',
      cdnOnly: false,
      caller,
      place: { is: 'terminal' },
    } as const;

    expect(await app.use.previewRollback(request)).toMatchObject({ is: 'rollback-form' });
    const said = await app.use.rollBack(request);
    expect(said).toMatchObject({ is: 'accepted' });
    await app.work();

    const { steps } = await app.operation(said.is === 'accepted' ? said.operation : '');
    expect(steps).toMatchObject({ 'swap-pointer': { is: 'done' }, 'verify-edge': { is: 'done' } });
    const left = Object.entries(steps).filter(([id, { is }]) => is !== 'done' && !/release|watch/.test(id));
    expect(left).toEqual([]);
  });
});
