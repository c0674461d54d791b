/**
 * How the run shows each job of a workflow file, by the job's id. Null where the name has an expression in it, so that
 * only the run knows it (docs.github.com, "Workflow syntax": jobs.<job_id>.name).
 */
export type JobNames = Readonly<Record<string, string | null>>;

/** The jobs' names where one differs from its id; undefined where all are shown by their ids. */
export function namesThatDiffer(ids: readonly string[], names: JobNames): JobNames | undefined {
  const listed = ids.flatMap((id): [string, string | null][] => {
    const name = names[id];
    return name === undefined || name === id ? [] : [[id, name]];
  });
  return listed.length === 0 ? undefined : Object.fromEntries(listed);
}

/** Whether the run shows this job under `displayed`: a matrix adds its values, a called workflow its own jobs. */
export function isJob(displayed: string, name: string): boolean {
  return displayed === name || displayed.startsWith(`${name} (`) || displayed.startsWith(`${name} / `);
}
