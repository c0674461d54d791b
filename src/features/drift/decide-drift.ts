import { subjectKey } from '../../domain/subject.ts';
import type { Surface } from '../../domain/surface.ts';
import type { CallingAlert } from '../alerts/index.ts';
import { compareDistTag, compareGitTag, comparePointer } from './compare.ts';
import type { Compared, Difference, Finding } from './finding.ts';
import type { LateWrite } from './late-write.ts';
import type { DistTagLook, Look } from './looks.ts';

/** How many snapshots in a row must agree before people are alerted. */
const LOOKS_BEFORE_ALARM = 3;

/** An alert with its parsed finding. */
export type DriftAlert = CallingAlert & { finding: Finding };

/** The Git tag of a live version. `object` is the tag object that Navi made for this commit; null where it made none. */
export interface RecordedTag {
  tag: string;
  commit: string;
  object: string | null;
}

/** What Navi recorded of the observed subjects. */
export interface DriftRecord {
  surfaces: readonly Surface[];
  gitTags: readonly RecordedTag[];
  /** The open alerts. */
  alerts: readonly DriftAlert[];
  /** Writes of Navi's own that may arrive late. */
  late: readonly LateWrite[];
}

/** The result of one snapshot. */
export type Decided =
  /** It is as recorded. */
  | { is: 'as-recorded'; look: Look; isVerified: boolean; alert: DriftAlert | undefined }
  /** The first snapshot that differs. */
  | { is: 'suspect'; look: Look; finding: Finding }
  /** An alert that continues, starts firing, or has a new finding. */
  | { is: 'seen'; look: Look; alert: DriftAlert; next: DriftAlert }
  /** A write of Navi's own has arrived late: it is put back, once. */
  | { is: 'late'; look: DistTagLook; surface: Surface; write: LateWrite; alert: DriftAlert | undefined }
  /** An alert whose subject is no longer observed, or a suspicion about a subject that an operation moves. */
  | { is: 'forget'; alert: DriftAlert };

/**
 * Decides on one round of snapshots: alarms after three that agree, and ignores what an approved operation holds.
 * `holders` has the subjects' keys. Pure.
 */
export function decideDrift(
  looks: readonly Look[],
  record: DriftRecord,
  holders: ReadonlySet<string>,
  at: string,
): Decided[] {
  const looked = new Set(looks.map(({ subject }) => subjectKey(subject)));
  const gone = record.alerts.filter(({ subject }) => !looked.has(subjectKey(subject)));
  return [
    ...gone.map((alert): Decided => ({ is: 'forget', alert })),
    ...looks.flatMap((look) => decideOne(look, record, holders, at)),
  ];
}

function decideOne(look: Look, record: DriftRecord, holders: ReadonlySet<string>, at: string): Decided[] {
  const key = subjectKey(look.subject);
  const alert = record.alerts.find(({ subject }) => subjectKey(subject) === key);
  if (holders.has(key)) return alert?.state.is === 'suspect' ? [{ is: 'forget', alert }] : [];
  const compared = compareLook(look, record);
  switch (compared.is) {
    case 'unknown':
      return [];
    case 'as-recorded':
      return [{ is: 'as-recorded', look, isVerified: compared.isVerified, alert }];
    case 'differs': {
      const late = lateIn(look, record);
      if (late !== undefined) return [{ is: 'late', ...late, alert }];
      const { is: _is, ...difference } = compared;
      const finding = findingOf(look, difference, record);
      if (alert === undefined) return [{ is: 'suspect', look, finding }];
      const next = nextOf(alert, finding, at);
      return next === alert ? [] : [{ is: 'seen', look, alert, next }];
    }
  }
}

/** A tag that can be put back is another finding than the same change without that. */
function findingOf(look: Look, difference: Difference, record: DriftRecord): Finding {
  const recorded = recordedText(look, record);
  const object = tagIn(look, record)?.object ?? null;
  const key = `${difference.key}; recorded: ${recorded}`;
  return object === null
    ? { ...difference, recorded, key }
    : { ...difference, recorded, key: `${key}, ${object}`, tagObject: object };
}

function tagIn({ subject }: Look, { gitTags }: Pick<DriftRecord, 'gitTags'>): RecordedTag | undefined {
  return gitTags.find(({ tag }) => subject.kind === 'git-tag' && tag === subject.id);
}

/** The alert after one more differing snapshot; unchanged where that is nothing new. */
function nextOf(alert: DriftAlert, finding: Finding, at: string): DriftAlert {
  const agrees = alert.finding.key === finding.key;
  if (alert.state.is === 'firing')
    return agrees ? alert : { ...alert, finding, revision: alert.revision + 1 };
  if (!agrees) return { ...alert, finding, looks: 1, since: at };
  const looks = alert.looks + 1;
  const state = looks < LOOKS_BEFORE_ALARM ? alert.state : ({ is: 'firing', since: at } as const);
  return { ...alert, finding, looks, state };
}

/** The late write that a dist-tag shows, where no operation holds it. Any other move was made on purpose by a person. */
function lateIn(look: Look, { surfaces, late }: DriftRecord) {
  if (look.is !== 'dist-tag') return undefined;
  const surface = surfaces.find(({ id }) => id === look.subject.id);
  const write = late.find((one) => one.surface === surface?.id && one.version === look.version);
  return surface === undefined || write === undefined || surface.heldBy !== null
    ? undefined
    : { look, surface, write };
}

function recordedText(look: Look, record: DriftRecord): string {
  if (look.is === 'stored') return look.recorded;
  const surface = record.surfaces.find(({ id }) => id === look.subject.id);
  if (surface !== undefined) {
    const by = surface.by === 'adopted' ? 'existing version, detected by Navi' : `set by ${surface.by}`;
    return `v${surface.live.version} (${by})`;
  }
  return tagIn(look, record)?.commit ?? 'nothing';
}

/** Compares a snapshot with the record. Pure. */
export function compareLook(
  look: Look,
  { surfaces, gitTags }: Pick<DriftRecord, 'surfaces' | 'gitTags'>,
): Compared {
  if (look.is === 'unreadable') return { is: 'unknown' };
  if (look.is === 'stored') return look.compared;
  if (look.is === 'git-tag') {
    const recorded = tagIn(look, { gitTags });
    return recorded === undefined ? { is: 'unknown' } : compareGitTag(look, recorded.commit);
  }
  const surface = surfaces.find(({ id }) => id === look.subject.id);
  if (surface === undefined || surface.live.version === null) return { is: 'unknown' };
  return look.is === 'pointer' ? comparePointer(look, surface) : compareDistTag(look, surface.live);
}
