/** Lines of a failure's message that are shown, and characters of each. */
const SHOWN = { lines: 6, width: 200 };

/** The first lines of a message, without the stack: that is in the run's own output. */
export function firstLines(message: string): string[] {
  const lines = message.split('\n').filter((line) => line.trim() !== '' && !/^\s+at /.test(line));
  return lines.slice(0, SHOWN.lines).map((line) => line.slice(0, SHOWN.width).trimEnd());
}
