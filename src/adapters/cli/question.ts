import { createInterface } from 'node:readline/promises';

export interface Conversation {
  input: NodeJS.ReadableStream;
  output: NodeJS.WritableStream;
}

/** Asks the person at the terminal for one line. '' when they press Ctrl-C or Ctrl-D instead. */
export async function question(text: string, { input, output }: Conversation): Promise<string> {
  const lines = createInterface({ input, output });
  const ended = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
  const answered = lines.question(text).catch(() => '');
  try {
    return await Promise.race([answered, ended]);
  } finally {
    lines.close();
  }
}
