import { z } from 'zod';
import { GithubError } from '../answers.ts';
import { type Commit, listCommits, resolveCommit } from '../git/objects.ts';
import { listRefs } from '../git/refs.ts';
import { type Github, pageUrl } from '../github.ts';

export const NotesRequest = z.object({
  tag_name: z.string(),
  target_commitish: z.string().optional(),
  previous_tag_name: z.string().optional(),
});

/** GitHub's error for a field of a release. */
export function invalidField(code: string, field: string): GithubError {
  return new GithubError(422, 'Validation Failed', [{ resource: 'Release', code, field }]);
}

/**
 * Notes since the tag before, one line for each merged pull request (docs.github.com, "Automatically generated release
 * notes"); a commit that was pushed without one is in the changelog's range only.
 */
export async function generateNotes(
  github: Github,
  asked: z.infer<typeof NotesRequest>,
): Promise<{ name: string; body: string }> {
  const { git, settings } = github;
  const tag = `refs/tags/${asked.tag_name}`;
  const head =
    (await resolveCommit(git, tag)) ??
    (await resolveCommit(git, asked.target_commitish ?? settings.defaultBranch));
  if (head === undefined) throw invalidField('invalid', 'target_commitish');
  const previous = asked.previous_tag_name ?? (await tagBefore(github, head, asked.tag_name));
  const since = previous === undefined ? undefined : await resolveCommit(git, `refs/tags/${previous}`);
  // GitHub's refusal of a tag that it does not know.
  if (asked.previous_tag_name !== undefined && since === undefined)
    throw new GithubError(400, 'Invalid previous_tag parameter');
  const commits = await listCommits(git, [since === undefined ? head : `${since}..${head}`], 100);
  const lines = commits.toReversed().flatMap((commit) => pullRequestLine(github, commit));
  const range =
    previous === undefined ? `commits/${asked.tag_name}` : `compare/${previous}...${asked.tag_name}`;
  const merged = lines.length === 0 ? '' : `## What's Changed\n${lines.join('\n')}\n\n\n`;
  return { name: asked.tag_name, body: `${merged}**Full Changelog**: ${pageUrl(github, `/${range}`)}` };
}

/** This world keeps no pull requests: GitHub names one in the commit by which it was merged. */
function pullRequestLine(github: Github, { message, author }: Commit): string[] {
  const [subject = '', , body = ''] = message.split('\n');
  const squashed = /^(?<title>.+) \(#(?<number>\d+)\)$/.exec(subject)?.groups;
  const merge = /^Merge pull request #(?<number>\d+) from /.exec(subject)?.groups;
  const number = squashed?.['number'] ?? merge?.['number'];
  if (number === undefined) return [];
  const account = github.settings.accounts.find(({ email }) => email === author.email);
  const title = squashed?.['title'] ?? (body === '' ? subject : body);
  return [`* ${title} by @${account?.login ?? author.name} in ${pageUrl(github, `/pull/${number}`)}`];
}

/** The nearest other tag that is an ancestor of this commit. */
async function tagBefore(github: Github, head: string, tag: string): Promise<string | undefined> {
  const others = (await listRefs(github.git, 'refs/tags/')).filter((ref) => ref.name !== `refs/tags/${tag}`);
  let nearest: { name: string; distance: number } | undefined;
  for (const { name, sha } of others) {
    const isBefore = (await github.git.maybe(['merge-base', '--is-ancestor', sha, head])) !== undefined;
    if (!isBefore) continue;
    const distance = Number(await github.git.text(['rev-list', '--count', `${sha}..${head}`]));
    if (nearest === undefined || distance < nearest.distance)
      nearest = { name: name.replace('refs/tags/', ''), distance };
  }
  return nearest?.name;
}
