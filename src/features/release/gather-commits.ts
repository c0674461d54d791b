import type { ListedCommit } from '../../domain/release-contents.ts';
import type { ChangesFacts } from '../../domain/release-facts.ts';
import type { Settings } from '../../domain/settings.ts';
import { tagOf } from '../../domain/version.ts';
import type { Context } from '../../engine/context.ts';
import { ServiceError } from '../../ports/service-error.ts';

const SHOWN_CHANGES = 20;
/** A longer title is cut: the list is stored with the operation. */
const LONGEST_TITLE = 150;

/** How the commit relates to the default branch's head. Throws where GitHub does not say, because this decides. */
export async function readStanding(context: Context, sha: string, head: string) {
  if (sha === head) return { onDefaultBranch: true, behind: { inAll: 0, newest: [] } };
  const { is, commits, inAll } = await context.scm.compare(sha, head);
  const newest = commits.map((commit) => commit.title).reverse();
  return {
    onDefaultBranch: is === 'ahead' || is === 'identical',
    behind: is === 'unrelated' ? null : { inAll, newest: newest.slice(0, SHOWN_CHANGES) },
  };
}

/** The commits since the previous version. They are only shown, so a failed read does not block. */
export async function readChanges(
  context: Context,
  from: string | undefined,
  sha: string,
): Promise<ChangesFacts> {
  if (from === undefined) return { is: 'unknown', why: 'nothing was live before' };
  try {
    const previous = await context.scm.tag(tagOf(from));
    if (previous === undefined) return { is: 'unknown', why: `the tag ${tagOf(from)} does not exist` };
    const [{ is, commits, inAll, url }, before] = await Promise.all([
      context.scm.compare(previous.commit, sha),
      readUnpublished(context, previous.commit),
    ]);
    if (is === 'unrelated') return { is: 'unknown', why: `it has no commit in common with ${tagOf(from)}` };
    const newest = commits.map(listed).reverse();
    return { is: 'known', newest, inAll, authors: authorsOf(commits), compareUrl: url, before };
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    return { is: 'unknown', why: error.facts.problem };
  }
}

function listed({ title, author, url, pull }: ListedCommit): ListedCommit {
  return { title: title.slice(0, LONGEST_TITLE), author, url, pull };
}

/** The versions of the packages that are not published, at a commit; no registry has them. */
async function readUnpublished({ scm, settings }: Context, sha: string): Promise<Record<string, string>> {
  const unpublished = settings.packages.filter(({ ships }) => ships === 'none');
  const read = await Promise.all(unpublished.map(({ dir }) => scm.packageAt(dir, sha)));
  return Object.fromEntries(read.flatMap((file) => (file === undefined ? [] : [[file.name, file.version]])));
}

/** The people among the authors, as GitHub names them. */
function authorsOf(commits: readonly { author: string }[]): string[] {
  return [...new Set(commits.map(({ author }) => author.toLowerCase()))].filter(
    (login) => !login.endsWith('[bot]'),
  );
}

/** The only person who has written the commits; undefined for several, and for an unknown one. */
export function soleAuthor(
  changes: ChangesFacts,
  commit: { author: string },
  { people }: Settings,
): string | undefined {
  const [login, ...more] = changes.is === 'known' ? changes.authors : authorsOf([commit]);
  if (login === undefined || more.length > 0) return undefined;
  return people.find(({ github }) => github?.toLowerCase() === login)?.id;
}
