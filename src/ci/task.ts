/** Where a pipeline command works and writes: the environment is an argument. */
export interface PipelineIo {
  /** Writes one line to the job's log. */
  out(line: string): void;
  err(line: string): void;
  /** The checkout, or the folder into which the artifact was downloaded; default: where the process runs. */
  cwd?: string;
  /** Milliseconds between two writes to GitHub; default: what GitHub asks for. */
  writesApartMs?: number;
}

/** One run of one subcommand. */
export interface Task {
  env: NodeJS.ProcessEnv;
  args: readonly string[];
  cwd: string;
  writesApartMs?: number | undefined;
  /** Writes one line to the job's log. */
  say(line: string): void;
  /** Shows a warning on the run's page, and in the log. */
  warn(text: string): void;
  /** Adds Markdown to the step's summary on the run's page. */
  summarise(markdown: string): void;
}

export type Command = (task: Task) => Promise<void>;

/** The command ran and refuses: contains every problem. Exit code 1. */
export class PipelineFailure extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'PipelineFailure';
    this.problems = problems;
  }
}

/** The command was called wrongly, or its environment lacks something. Exit code 2. */
export class PipelineMisuse extends PipelineFailure {
  constructor(problems: readonly string[]) {
    super(problems);
    this.name = 'PipelineMisuse';
  }
}
