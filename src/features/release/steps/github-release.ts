import { z } from 'zod';
import { entryOf } from '../../../domain/changelog.ts';
import type { PlanContent } from '../../../domain/plan.ts';
import { notesDigest, notesIn, pageBody, pageMarker } from '../../../domain/release-page.ts';
import type { Settings } from '../../../domain/settings.ts';
import type { Observed } from '../../../domain/step.ts';
import { defineStep } from '../../../engine/define-step.ts';
import type { StepIo } from '../../../engine/step.ts';
import type { Scm } from '../../../ports/scm.ts';
import { requestIdsOf, ServiceError } from '../../../ports/service-error.ts';
import { approvedTagOf, tagMismatch } from '../plans/approved-tag.ts';

/**
 * `refused`: why GitHub refused the page; `withNotes`: whether notes were sent with it. `notes` is the digest of what was sent,
 * `refusedNotes` why it has none.
 */
const Sent = z.object({
  release: z.number().exactOptional(),
  url: z.string().exactOptional(),
  refused: z.string().exactOptional(),
  withNotes: z.boolean().exactOptional(),
  notes: z.string().exactOptional(),
  refusedNotes: z.string().exactOptional(),
});

/** How long Navi tries to create the page; then the release is done without it. Milliseconds. */
const PATIENCE_MS = 120_000;
/** Of one package's entry. Characters. */
const LONGEST_ENTRY = 8_000;
/** The runner would stop after the fifth write without a visible result. */
const MOST_WRITES = 4;

/**
 * Creates the release page on GitHub, with the changelogs' entries and generated notes. A hidden marker names its operation. GitHub would create
 * a missing tag itself, so the tag is read first. Customers have everything by now: a failure here becomes a remark,
 * and never stops the release.
 */
export const githubRelease = defineStep({
  kind: 'github-release',
  params: z.strictObject({
    tag: z.string(),
    previous: z.string().nullable(),
    latest: z.boolean(),
    prerelease: z.literal(true).exactOptional(),
  }),
  evidence: z.object({
    release: z.number().exactOptional(),
    url: z.string().exactOptional(),
    by: z.string().exactOptional(),
    remark: z.string().exactOptional(),
  }),
  sent: Sent,
  isNicety: true,
  title: (params) => `Publish the GitHub release ${params.tag}`,
  summary: ({ url }) => url ?? '',
  deadline: () => PATIENCE_MS,
  observe: async (params, io) => {
    try {
      return await look(params, io);
    } catch (error) {
      return withoutAnswer(error, io);
    }
  },
  change: ({ tag: name, latest }) => ({ before: null, after: { release: name, latest } }),
  act: async (params, { use, operation, seen }) => {
    if (seen === undefined) throw new Error('the GitHub release has not been read');
    const { commit, notes, refusedNotes } = seen;
    const body = pageBody(notes, operation.id);
    try {
      const { id, url, ...receipt } = await use.scm.createRelease({
        tag: params.tag,
        commit,
        title: params.tag,
        body,
        latest: params.latest,
        ...(params.prerelease === undefined ? {} : { prerelease: params.prerelease }),
      });
      const sent = { release: id, url, notes: notesDigest(body) };
      return {
        is: 'sent',
        evidence: { ...sent, ...(refusedNotes !== undefined && { refusedNotes }) },
        ...receipt,
      };
    } catch (error) {
      if (!(error instanceof ServiceError) || error.facts.kind !== 'refused') throw error;
      const evidence = { refused: error.facts.problem, withNotes: notes !== '' };
      return { is: 'sent', evidence, ...requestIdsOf(error) };
    }
  },
});

type Io = StepIo & { sent: z.output<typeof Sent> | null };
type Looked = Observed<
  { release: number; url: string; by: string; remark?: string } | { remark: string },
  Seen
>;
type Seen = { commit: string; notes: string; refusedNotes?: string };
type Params = { tag: string; previous: string | null };

async function look(params: Params, { use, operation, settings, state, sent }: Io): Promise<Looked> {
  const found = await use.scm.releaseByTag(params.tag);
  if (found !== undefined) {
    const isOurs = found.body.includes(pageMarker(operation.id));
    const by = isOurs ? 'this operation' : 'someone else; left unchanged';
    const remark = notesProblem(found, sent);
    return {
      is: 'ours',
      evidence: { release: found.id, url: found.url, by, ...(remark === null ? {} : { remark }) },
    };
  }
  const approved = approvedTagOf(operation.plan.content);
  if (approved === undefined) return noPage('the plan names no commit');
  const trouble = tagMismatch(approved, await use.scm.tag(approved.tag));
  if (trouble !== null) return noPage(trouble.detail);
  const before = refusedBefore(sent);
  if (before?.withNotes === false) return noPage(before.problem);
  if ('attempt' in state && state.attempt >= MOST_WRITES)
    return noPage('GitHub took it and does not show it');
  const { commit } = approved;
  const notes =
    before === null
      ? [
          await writtenNotes(use.scm, { packages: operation.plan.content.packages, settings, commit }),
          await notesOf(use.scm, { ...params, commit }),
        ]
          .filter((one) => one !== '')
          .join('\n\n')
      : '';
  return {
    is: 'absent',
    seen: { commit, notes, ...(before !== null && { refusedNotes: before.problem }) },
  };
}

/** What is wrong with the notes that GitHub shows: there are none, or others than were sent. */
function notesProblem({ url, body }: { url: string; body: string }, sent: Io['sent']): string | null {
  if (notesIn(body) === '') {
    const why = sent?.refusedNotes === undefined ? '' : `: GitHub refused them (${sent.refusedNotes})`;
    return `${url} has no notes${why}; write them there`;
  }
  if (sent?.notes === undefined || sent.notes === notesDigest(body)) return null;
  return `${url} has other notes than were sent; read them there`;
}

/** Why the previous write was refused, if it was; it is repeated once without the notes. */
function refusedBefore(sent: Io['sent']): { problem: string; withNotes: boolean } | null {
  return sent?.refused === undefined ? null : { problem: sent.refused, withNotes: sent.withNotes === true };
}

/**
 * What the changelogs say of the packages that it releases, each under its name: changesets wrote them there. Nothing where
 * GitHub does not return them.
 */
async function writtenNotes(
  scm: Scm,
  { packages, settings, commit }: Pick<PlanContent, 'packages'> & { settings: Settings; commit: string },
): Promise<string> {
  try {
    const entries = await Promise.all(
      packages
        .filter(({ ships, before, after }) => ships !== 'none' && before !== after)
        .map(async ({ name, after }) => {
          const dir = settings.packages.find((one) => one.name === name)?.dir;
          const text = dir === undefined ? undefined : await scm.textFile(`${dir}/CHANGELOG.md`, commit);
          const entry = entryOf(text ?? '', after)?.slice(0, LONGEST_ENTRY) ?? '';
          return entry === '' ? [] : [`### ${name} ${after}\n\n${entry}`];
        }),
    );
    return entries.flat().join('\n\n');
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return '';
  }
}

/** Notes since the previous release; where GitHub refuses that, its own choice; else none. */
async function notesOf(scm: Scm, { tag, commit, previous }: Params & { commit: string }): Promise<string> {
  for (const since of previous === null ? [null] : [previous, null])
    try {
      return await scm.generateNotes({ tag, commit, previous: since });
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
    }
  return '';
}

/** GitHub is asked again for a while; a refusal, or longer silence, ends the step without a page. */
function withoutAnswer(error: unknown, { since, begunAt }: Io): Looked {
  if (!(error instanceof ServiceError)) throw error;
  const { kind, problem, retryAfterMs } = error.facts;
  const isOver = since(begunAt) >= PATIENCE_MS;
  if (kind === 'refused' || kind === 'conflict' || isOver) return noPage(problem);
  return {
    is: 'pending',
    expects: `GitHub to answer (${problem})`,
    askAgainInMs: Math.min(retryAfterMs ?? 2_000, PATIENCE_MS),
  };
}

function noPage(why: string): Looked {
  return { is: 'ours', evidence: { remark: `no release page was made: ${why}` } };
}
