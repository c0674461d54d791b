/** GitHub refuses a longer body (docs.github.com/en/rest/releases: "body is too long (maximum is 125000 characters)"). */
const MOST_CHARACTERS = 125_000;

/** The page's text: the notes, shortened if necessary, and a hidden marker that names the operation. */
export function pageBody(notes: string, operation: string): string {
  const end = `\n\n${pageMarker(operation)}\n`;
  const room = MOST_CHARACTERS - end.length;
  return notes.length <= room ? `${notes}${end}` : `${notes.slice(0, room - 2)}\n…${end}`;
}

export function pageMarker(operation: string): string {
  return `<!-- navi-operation: ${operation} -->`;
}
