/**
 * The run's display name of each job of a workflow file, by the job's id. Only the run evaluates expressions in a
 * name (docs.github.com, "Workflow syntax": jobs.<job_id>.name); such a job is found by the words around them. Null
 * where there are none, and in old plans for any name with an expression.
 */
export type JobNames = Readonly<Record<string, string | null>>;

/** The jobs' names where one differs from its id; undefined where all equal their ids. */
export function namesThatDiffer(ids: readonly string[], names: JobNames): JobNames | undefined {
  const listed = ids.flatMap((id): [string, string | null][] => {
    const name = names[id];
    return name === undefined || name === id ? [] : [[id, name]];
  });
  return listed.length === 0 ? undefined : Object.fromEntries(listed);
}

const EXPRESSION = /\$\{\{.*?\}\}/;
/** How many letters or digits must surround the expressions of a name. */
const LEAST_WORDS = 3;

/** The stored form of a name in a workflow file; null where it is hardly more than an expression. */
export function keptName(name: string): string | null {
  const words = name.split(EXPRESSION).join('');
  return !isTemplate(name) || words.replace(/[^\p{L}\p{N}]/gu, '').length >= LEAST_WORDS ? name : null;
}

export function isTemplate(name: string): boolean {
  return EXPRESSION.test(name);
}

/** Whether the run shows this job as `displayed`: a matrix adds its values, a called workflow its own jobs. */
export function isJob(displayed: string, name: string): boolean {
  if (isTemplate(name)) return fills(displayed, name.split(EXPRESSION));
  return displayed === name || displayed.startsWith(`${name} (`) || displayed.startsWith(`${name} / `);
}

/** Whether the displayed name contains the words of a name in order, from beginning to end. */
function fills(displayed: string, [first = '', ...words]: readonly string[]): boolean {
  if (!displayed.startsWith(first)) return false;
  let at = first.length;
  for (const word of words) {
    const found = displayed.indexOf(word, at);
    if (found === -1) return false;
    at = found + word.length;
  }
  const rest = displayed.slice(at);
  return rest === '' || words.at(-1) === '' || rest.startsWith(' (') || rest.startsWith(' / ');
}
