import type { Judged } from '../../../domain/gate.ts';
import { explain } from '../../../domain/refusals.ts';
import { SIGN_OFFS, type SignOff, type SignOffId } from '../../../domain/sign-off.ts';

/** One item of the checklist. `owner` is who can clear it; null where no person has to. */
export interface ChecklistItem {
  phase: 'Planning' | 'Implementation' | 'Release';
  title: string;
  state: 'done' | 'open' | 'warning' | 'not configured' | 'not needed';
  evidence: string;
  owner: string | null;
}

type Source = { gate: string; signOff?: SignOffId } | { signOff: SignOffId };

/** What is known before a release: by a gate, by a person who signs, or both. */
const BEFORE: readonly [ChecklistItem['phase'], string, Source][] = [
  ['Planning', 'API contracts reviewed', { gate: 'API contracts are reviewed', signOff: 'contracts' }],
  ['Planning', 'Dependency impact assessed', { gate: 'internal dependency versions match' }],
  ['Planning', 'Performance budgets verified', { gate: 'required checks are green' }],
  ['Planning', 'Cross-origin testing completed', { signOff: 'cross-origin' }],
  ['Planning', 'Changeset strategy planned', { gate: 'changesets agree' }],
  ['Planning', 'CDN deployment strategy', { gate: 'CDN_VERSION_MAP has the entry' }],
  ['Planning', 'Customer migration path', { gate: 'a migration guide exists' }],
  ['Implementation', 'All tests passing', { gate: 'required checks are green' }],
  ['Implementation', 'Build successful', { gate: 'required checks are green' }],
  ['Implementation', 'Bundle size check', { gate: 'required checks are green' }],
  ['Implementation', 'Integration testing', { signOff: 'integration' }],
  ['Implementation', 'Changesets generated', { gate: 'changes are written up' }],
  ['Implementation', 'Documentation updated', { signOff: 'documentation' }],
];

/** The release phase, by the kind of the step that proves each. */
const STEPS: readonly [title: string, kind: string][] = [
  ['Git tag created', 'tag'],
  ['GitHub Actions triggered', 'dispatch'],
  ['CDN deployment verified', 'verify-edge'],
  ['npm packages published', 'verify-npm'],
  ['Smoke tests passed', 'watch-run'],
  ['Version mapping updated', 'read-back'],
];

/** What the checklist is decided from. `steps` are those of the version's release; undefined before it is requested. */
export interface ChecklistFacts {
  verdicts: readonly Judged[];
  signOffs: readonly SignOff[];
  steps: readonly { kind: string; isDone: boolean }[] | undefined;
}

/** The checklist of a release: what is done by which evidence, and who can clear what is open. Pure. */
export function decideChecklist(facts: ChecklistFacts): ChecklistItem[] {
  const named = new Set(BEFORE.flatMap(([, , source]) => source.signOff ?? []));
  const others = facts.signOffs.filter(({ id }) => !named.has(id));
  return [
    ...BEFORE.map(([phase, title, source]) => ({ phase, title, ...found(source, facts) })),
    ...others.map(({ id }) => {
      return { phase: 'Implementation' as const, title: SIGN_OFFS[id], ...found({ signOff: id }, facts) };
    }),
    ...STEPS.map(([title, kind]) => ({ phase: 'Release' as const, title, ...done(kind, facts) })),
  ];
}

type Found = Omit<ChecklistItem, 'phase' | 'title'>;

/** What the gate found, and the sign-off where one is configured. */
function found(source: Source, { verdicts, signOffs }: ChecklistFacts): Found {
  const gate = 'gate' in source ? verdicts.filter((one) => one.gate === source.gate) : [];
  const wanted = signOffs.some(({ id }) => id === source.signOff);
  const signed =
    source.signOff === undefined || !wanted
      ? []
      : verdicts.filter((one) => isAbout(one, SIGN_OFFS[source.signOff ?? 'contracts']));
  const all = [...gate, ...signed];
  if (all.length === 0) {
    const isUnset = !('gate' in source) && !wanted;
    const evidence = isUnset
      ? `no role signs it: add signOffs.${source.signOff} to the configuration`
      : 'this release does not need it';
    return { state: isUnset ? 'not configured' : 'not needed', evidence, owner: null };
  }
  const worst = all.find(({ is }) => is === 'block') ?? all.find(({ is }) => is !== 'pass') ?? all[0];
  // The line of the checklist has the sign-off's title already.
  const title = source.signOff === undefined ? '' : `${SIGN_OFFS[source.signOff]}: `;
  const untitled = (text: string) =>
    title !== '' && text.startsWith(title) ? text.slice(title.length) : text;
  if (worst?.is === 'block') {
    const { text, who, next } = explain(worst.reason);
    return { state: 'open', evidence: `${untitled(text)} ${next}`, owner: who };
  }
  return {
    state: worst?.is === 'pass' ? 'done' : 'warning',
    evidence: all.map((one) => ('evidence' in one ? untitled(one.evidence) : '')).join('; '),
    owner: null,
  };
}

/** A verdict about this sign-off begins with its title. */
function isAbout(verdict: Judged, title: string): boolean {
  if (verdict.gate !== 'sign-offs are given') return false;
  const text = verdict.is === 'block' ? explain(verdict.reason).text : verdict.evidence;
  return text.startsWith(`${title}: `);
}

/** Ticked by the proof of the release's steps, never by a person. */
function done(kind: string, { steps }: ChecklistFacts): Found {
  const own = steps?.filter((one) => one.kind === kind) ?? [];
  if (steps === undefined)
    return { state: 'open', evidence: 'the release is not requested yet', owner: null };
  if (own.length === 0) return { state: 'not needed', evidence: 'the release has no such step', owner: null };
  const left = own.filter(({ isDone }) => !isDone).length;
  return left === 0
    ? { state: 'done', evidence: 'proven by its steps', owner: null }
    : { state: 'open', evidence: `${own.length - left} of ${own.length} steps are proven`, owner: null };
}
