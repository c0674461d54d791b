/** A commit of a release, for display. Title and author come from outside: escape them. */
export interface ListedCommit {
  title: string;
  author: string;
  url: string;
  /** The pull request that brought it; null where its title names none. */
  pull: { number: number; url: string } | null;
}

/**
 * How many customers of the customers file load a release line, and of how many it is not known what they load.
 * `isMeasured`: the load balancer's counts said so, where it saw their loads.
 */
export type Reach =
  | { is: 'known'; loading: number; inAll: number; notStated: number; isMeasured?: boolean }
  | { is: 'unknown'; why: string };

/** What is in a release and whom it reaches, as of its plan. Only shown, and not hashed. */
export interface ReleaseContents {
  /** The newest commits since the previous version, newest first. */
  commits: readonly ListedCommit[];
  /** The page that compares both versions; null where the commits could not be read. */
  compareUrl: string | null;
  /** Versions in the previous release's commit of the packages that are not published. */
  before: Readonly<Record<string, string>>;
  reach: Reach;
}

/** How much a commit matters to the reader of a plan: less is more. */
const ROUTINE = 4;
const RANKS: readonly (readonly [RegExp, number])[] = [
  [/^(?:Version packages|Merge |Revert "Merge |Bump .+ from .+ to )/i, ROUTINE],
  [/^\w+(?:\([^)]*\))?!:|\bBREAKING\b/, 0],
  [/^(?:feat|security)(?:\([^)]*\))?:/i, 1],
  [/^(?:fix|perf|revert)(?:\([^)]*\))?:/i, 1],
  [/^(?:docs|chore|ci|build|test|tests|refactor|style)(?:\([^)]*\))?:/i, 3],
];
/** A commit whose title says nothing of its kind. */
const UNNAMED = 2;

function rankOf({ title, author }: ListedCommit): number {
  if (author.endsWith('[bot]')) return ROUTINE;
  return RANKS.find(([pattern]) => pattern.test(title))?.[1] ?? UNNAMED;
}

/**
 * The commits that matter most, at most so many: breaking ones first, then features and fixes, then the rest; the newest
 * of each first. Conventional commits name their kind (conventionalcommits.org, 1.0.0). Pure.
 */
export function decideWhatMatters(commits: readonly ListedCommit[], most: number): ListedCommit[] {
  return commits.toSorted((one, other) => rankOf(one) - rankOf(other)).slice(0, most);
}

/** A ticket's key in the form that Jira and Linear share. */
const TICKET = /\b[A-Z][A-Z0-9]{1,9}-[1-9]\d{0,6}\b/g;
/** Names of standards, which have the same form. */
const STANDARD = /^(?:UTF|SHA|ISO|RFC|CVE|CWE|ES|TLS|HTTP|MD|AES|RSA)-/;

/** The keys of the tickets that titles name, each once, in the order of the list. */
export function ticketsIn(commits: readonly Pick<ListedCommit, 'title'>[]): string[] {
  const keys = commits.flatMap(({ title }) => title.match(TICKET) ?? []);
  return [...new Set(keys)].filter((key) => !STANDARD.test(key));
}

/** Whom a release reaches without their doing, in a sentence. Plain text. */
export function reachText(reach: Reach, releaseLine: string): string {
  if (reach.is === 'unknown') return `Customers who load ${releaseLine}/ are not known: ${reach.why}`;
  const { loading, inAll, notStated, isMeasured = false } = reach;
  const measured = isMeasured ? ', as the load balancer measured it' : '';
  const unstated = notStated === 0 ? '' : `; of ${notStated} it is not known what they load`;
  return `${loading} of ${inAll} ${inAll === 1 ? 'customer loads' : 'customers load'} ${releaseLine}/ and get it without doing anything${measured}${unstated}`;
}
