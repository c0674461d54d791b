import type { StepRow } from '../message.ts';
import type { Evidence, PlanStep, StepState } from '../step.ts';

/** One step as its row on the card. */
export function rowOf(step: PlanStep, state: StepState | undefined, title: string): StepRow {
  const row = { id: step.id, title };
  switch (state?.is) {
    case undefined:
    case 'waiting':
      return { ...row, state: 'waiting', detail: '', seconds: null };
    case 'intended':
      return { ...row, state: 'running', detail: 'under way', seconds: null };
    case 'unknown':
      return {
        ...row,
        state: 'unknown',
        detail: `no answer; looking whether it happened (${state.why})`,
        seconds: null,
      };
    case 'pending':
      return {
        ...row,
        state: state.person === undefined ? 'running' : 'waits-for-person',
        detail: `waiting for ${state.expects}`,
        seconds: null,
        ...pageOf(state.url, step),
      };
    case 'done':
      return {
        ...row,
        state: 'done',
        detail: proofOf(state.evidence),
        seconds: secondsOf(state),
        ...pageOf(step.kind === 'watch-run' ? state.evidence['url'] : undefined, step),
      };
    case 'held':
    case 'failed': {
      const { detail, command, url } = state.reason;
      const shown = { ...row, state: state.is, detail, seconds: secondsOf(state), ...pageOf(url, step) };
      return command === undefined ? shown : { ...shown, command };
    }
  }
}

/** The page behind a row, named for what it shows. */
function pageOf(url: unknown, { kind }: PlanStep): Pick<StepRow, 'page'> {
  return typeof url === 'string'
    ? { page: { url, label: kind === 'watch-run' ? 'the run' : 'the page' } }
    : {};
}

function secondsOf({ begunAt, since }: { begunAt: string; since: string }): number {
  return Math.max(0, Date.parse(since) - Date.parse(begunAt)) / 1000;
}

/** What was read back, as a few words for a row: values as they are, hashes cut. */
function proofOf(evidence: Evidence): string {
  const { remark } = evidence;
  if (typeof remark === 'string') return `remark: ${remark}`;
  return valueProof(evidence) ?? byteProof(evidence) ?? runProof(evidence) ?? '';
}

/** What a dist-tag, a deprecation or a watch has shown. */
function valueProof(evidence: Evidence): string | undefined {
  const { tag, version, message, published, watchedSeconds, lateDeprecated, remark } = evidence;
  if (typeof remark === 'string') return `not done: ${remark}`;
  if (typeof tag === 'string' && typeof version === 'string') return `${tag} is ${version}`;
  if (published === 'never') return `${version} was not published, so there was nothing to deprecate`;
  if (typeof message === 'string') return `${version} is deprecated`;
  if (typeof watchedSeconds === 'number')
    return `at its end everything was as it was given back${typeof lateDeprecated === 'string' ? `; published late, and deprecated: ${lateDeprecated}` : ''}`;
  return undefined;
}

/** What bytes were seen, and where. */
function byteProof({ sha384, integrity, clean, probes, generation }: Evidence): string | undefined {
  if (typeof clean === 'number' && Array.isArray(probes))
    return `clean at ${clean} of ${probes.length} probes, ${short(sha384)}`;
  if (typeof sha384 === 'string')
    return `${short(sha384)}${typeof generation === 'string' ? `, generation ${generation}` : ''}`;
  return typeof integrity === 'string' ? `tarball ${short(integrity)}` : undefined;
}

/** What GitHub has: a run, a commit, a page. */
function runProof({ run, ended, commit, url }: Evidence): string | undefined {
  if (typeof run === 'number') return `run ${run}${typeof ended === 'string' ? ` ended: ${ended}` : ''}`;
  if (typeof commit === 'string') return `at ${commit.slice(0, 7)}`;
  return typeof url === 'string' ? url : undefined;
}

function short(value: unknown): string {
  return typeof value === 'string' ? value.replace(/^(sha\d+-.{8}).+$/, '$1…') : '';
}
