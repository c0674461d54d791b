import { z } from 'zod';
import {
  checklistOf,
  digestOf,
  type Files,
  type Signature,
  type SignOffFacts,
} from '../../../domain/sign-off.ts';
import { tagOf } from '../../../domain/version.ts';
import type { Context } from '../../../engine/context.ts';
import type { Tx } from '../../../ports/store.ts';
import { type MonorepoReader, readOnce } from '../gather-packages.ts';

type Reading = Pick<Context, 'scm' | 'settings' | 'store'>;

/** What each configured sign-off covers, at the commit and in the live version, and who has signed it. */
export async function readSignOffs(
  { scm, settings, store }: Reading,
  {
    asked,
    live,
    sha,
    monorepoAt,
  }: { asked: string; live: string | undefined; sha: string; monorepoAt: MonorepoReader },
): Promise<SignOffFacts[]> {
  const { signOffs } = settings;
  if (signOffs.length === 0) return [];
  const before = live === undefined ? undefined : await scm.tag(tagOf(live));
  const [now, was, signatures] = await Promise.all([
    filesAt(monorepoAt, sha),
    before === undefined ? undefined : filesAt(monorepoAt, before.commit),
    store.transaction((tx) => signaturesIn(tx, asked)),
  ]);
  return signOffs.map(({ id, covers }) => ({
    id,
    now: digestOf(now, covers),
    live: was === undefined ? undefined : digestOf(was, covers),
    signatures: signatures.filter((one) => one.item === id).map(({ item: _item, ...one }) => one),
  }));
}

/** What these paths hold at a commit, as one text; null where GitHub does not list all files. Throws `ServiceError`. */
export async function readDigest(
  { scm }: Pick<Context, 'scm'>,
  { sha, covers }: { sha: string; covers: readonly string[] },
): Promise<string | null> {
  return digestOf(await filesAt(readOnce(scm), sha), covers);
}

async function filesAt(monorepoAt: MonorepoReader, commit: string): Promise<Files> {
  const { files, isCut } = await monorepoAt(commit);
  return isCut ? null : files;
}

const Signed = z.object({
  item: z.string(),
  commit: z.string(),
  digest: z.string(),
  evidence: z.string(),
  name: z.string(),
});

/** The signatures for a version. Only authentic rows of the journal count. */
async function signaturesIn(tx: Tx, version: string): Promise<(Signature & { item: string })[]> {
  const rows = await tx.journal.of(checklistOf(version));
  return rows.flatMap(({ row, authentic }) => {
    const signed = Signed.safeParse(row.details);
    if (!authentic || row.event !== 'signed-off' || row.actor.is !== 'person' || !signed.success) return [];
    return [{ ...signed.data, person: row.actor.person, at: row.at }];
  });
}
