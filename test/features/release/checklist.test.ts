import { afterEach, describe, expect, it } from 'vitest';
import type { Settings } from '../../../src/domain/settings.ts';
import {
  decideSignOff,
  digestOf,
  type Signature,
  type SignOff,
  type SignOffFacts,
} from '../../../src/domain/sign-off.ts';
import { decideChecklist } from '../../../src/features/release/checklist/decide-checklist.ts';
import { planRelease, pushVersion } from '../../harness/app/actions.ts';
import { openApp, type TestApp } from '../../harness/app/app.ts';
import { typed } from '../../harness/app/typed.ts';

const SIGNED: Signature = {
  person: 'dev',
  name: 'Dev Rao',
  at: '2026-11-23T09:00:00.000Z',
  commit: 'aaa',
  digest: 'd1',
  evidence: 'both origins',
};
const FACTS: SignOffFacts = { id: 'cross-origin', now: 'd1', live: 'd0', signatures: [] };

describe('decideSignOff', () => {
  it.each<[string, Partial<SignOffFacts>, string]>([
    ['no one has signed it', {}, 'owed'],
    ['nothing that it covers differs from the live version', { live: 'd1' }, 'not-needed'],
    ['it was signed at this commit', { signatures: [{ ...SIGNED, commit: 'bbb' }] }, 'given'],
    ['nothing that it covers has changed since', { signatures: [SIGNED] }, 'carried'],
    ['what it covers has changed since', { signatures: [{ ...SIGNED, digest: 'd2' }] }, 'outdated'],
    ['the signer has not the role', { signatures: [{ ...SIGNED, person: 'ada' }] }, 'owed'],
    ['files could not be listed', { now: null, live: null, signatures: [SIGNED] }, 'unknown'],
    [
      'they could not, and it was signed here',
      { now: null, signatures: [{ ...SIGNED, commit: 'bbb' }] },
      'given',
    ],
    ['no version is live', { live: undefined }, 'owed'],
  ])('%s', (_what, different, is) => {
    const found = decideSignOff({ ...FACTS, ...different }, { commit: 'bbb', holders: ['dev', 'cleo'] });
    expect(found.is).toBe(is);
  });
});

describe('what a sign-off covers', () => {
  const files = { 'packages/a/x.ts': '1', 'packages/ab/y.ts': '2', 'README.md': '3' };

  it.each([
    ['a file in a folder', { ...files, 'packages/a/x.ts': '9' }, true],
    ['a new file in it', { ...files, 'packages/a/z.ts': '9' }, true],
    ['a folder whose name begins alike', { ...files, 'packages/ab/y.ts': '9' }, false],
  ])('changes with %s', (_what, now, differs) => {
    expect(digestOf(now, ['packages/a']) !== digestOf(files, ['packages/a'])).toBe(differs);
  });

  it('is everything where nothing is named, and unknown where not all files are', () => {
    expect(digestOf({ ...files, 'README.md': '4' }, [])).not.toBe(digestOf(files, []));
    expect(digestOf(null, [])).toBeNull();
  });
});

describe('decideChecklist', () => {
  const wanted: SignOff = { id: 'partner', role: 'engineer', covers: [], for: ['minor'] };
  const stateOf = (title: string, facts: Partial<Parameters<typeof decideChecklist>[0]>) =>
    decideChecklist({ verdicts: [], signOffs: [], steps: undefined, ...facts }).find(
      (one) => one.title === title,
    )?.state;

  it.each([
    [
      'by its gate',
      'All tests passing',
      { verdicts: [verdict('required checks are green', 'pass')] },
      'done',
    ],
    [
      'by a gate that warns',
      'Changeset strategy planned',
      { verdicts: [verdict('changesets agree', 'warn')] },
      'warning',
    ],
    ['for no gate that applies', 'Customer migration path', {}, 'not needed'],
    ['without a role that signs', 'Integration testing', {}, 'not configured'],
    [
      'by a signature',
      'Tested by a partner customer',
      { signOffs: [wanted], verdicts: [signed('Tested by a partner customer')] },
      'done',
    ],
    ['by a step', 'Git tag created', { steps: [{ kind: 'tag', isDone: true }] }, 'done'],
    ['by all steps of a kind', 'npm packages published', { steps: [npm(true), npm(false)] }, 'open'],
    ['before there is a release', 'Smoke tests passed', {}, 'open'],
  ])('ticks %s', (_what, title, facts, state) => {
    expect(stateOf(title, facts)).toBe(state);
  });

  it('names a sign-off once in its line', () => {
    const title = 'Tested by a partner customer';
    const items = decideChecklist({ verdicts: [signed(title)], signOffs: [wanted], steps: undefined });
    expect(items.find((one) => one.title === title)?.evidence).toBe('Dev Rao');
  });

  it('has the 13 items before a release and the 6 of it', () => {
    const items = decideChecklist({ verdicts: [], signOffs: [], steps: undefined });
    expect(items.filter(({ phase }) => phase !== 'Release').length).toBe(13);
    expect(items.filter(({ phase }) => phase === 'Release').length).toBe(6);
  });
});

function verdict(gate: string, is: 'pass' | 'warn') {
  return { gate, is, evidence: 'x' } as const;
}
function signed(title: string) {
  return { gate: 'sign-offs are given', is: 'pass', evidence: `${title}: Dev Rao` } as const;
}
function npm(isDone: boolean) {
  return { kind: 'verify-npm', isDone };
}

describe('/navi checklist', () => {
  let app: TestApp;
  afterEach(() => app.close());
  const said = async (words: string, by = 'ada') => JSON.stringify(await typed(app, words, { by }));
  const WITH: Partial<Settings> = {
    signOffs: [{ id: 'cross-origin', role: 'engineer', covers: ['packages/navi-loader'], for: ['minor'] }],
  };
  const SIGN = 'checklist v1.2.0 sign cross-origin "both origins"';

  it('shows each item, and who signs what is open', async () => {
    app = await openApp(WITH);
    const text = await said('checklist v1.2.0');

    expect(text).toContain('Cross-origin testing completed: open');
    expect(text).toContain('(Dev Rao)');
    expect(text).toContain('Integration testing: not configured');
    expect(text).toContain('Git tag created: open');
  });

  it('blocks the release until the role has signed, and no other role can', async () => {
    app = await openApp(WITH);
    expect(JSON.stringify(await planRelease(app))).toContain(
      'Cross-origin testing completed: no one has signed it',
    );
    expect(await said(SIGN, 'ada')).toContain('is signed by engineers');
    expect(await said(SIGN, 'dev')).toContain('You signed for v1.2.0');

    expect((await planRelease(app)).is).toBe('accepted');
  });

  it('carries a signature over to a commit that does not change what it covers, and not to one that does', async () => {
    app = await openApp(WITH);
    await said(SIGN, 'dev');
    app.world.scm.setChecks(app.world.scm.push({ title: 'Fix a word', files: { 'README.md': 'x' } }), CHECKS);
    expect(await said('checklist v1.2.0')).toContain('Cross-origin testing completed: done');

    pushVersion(app, '1.2.0', { 'packages/navi-loader/src/index.ts': 'changed' });
    expect(await said('checklist v1.2.0')).toContain('Dev Rao signed it at');
    expect(JSON.stringify(await planRelease(app))).toContain('changed since');
  });

  it('asks for the item and what was done', async () => {
    app = await openApp(WITH);
    expect(await said('checklist v1.2.0 sign cross-origin', 'dev')).toContain(
      'Say which item, and what was done.',
    );
    expect(await said('checklist v1.2.0 sign tea "hot"', 'dev')).toContain(
      'There is cross-origin, and no tea.',
    );
  });
});

const CHECKS = [{ name: 'ci', app: 'github-actions', state: 'success', url: 'https://x' }] as const;
