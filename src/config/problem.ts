/** One thing that is wrong with the configuration: where it stands, what is wrong, and how to mend it. */
export interface ConfigProblem {
  /** A file with a line, or the environment. */
  where: string;
  problem: string;
  fix: string;
}

/** Every fault of the configuration at once; never holds a secret's value. */
export class ConfigError extends Error {
  readonly problems: readonly ConfigProblem[];

  constructor(problems: readonly ConfigProblem[]) {
    super(`the configuration has ${problems.length} ${problems.length === 1 ? 'fault' : 'faults'}`);
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/** The faults as a terminal shows them. */
export function explainProblems(problems: readonly ConfigProblem[]): string {
  const lines = problems.map(({ where, problem, fix }) => `  ${where}\n    ${problem}\n    → ${fix}`);
  return `Navi cannot start: its configuration has ${problems.length} ${problems.length === 1 ? 'fault' : 'faults'}.\n${lines.join('\n')}\n`;
}
