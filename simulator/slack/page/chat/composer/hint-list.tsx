import type { Hint } from './hints.ts';

interface HintListProps {
  id: string;
  hints: Hint[];
  chosen: number;
  onTake: (hint: Hint) => void;
}

/** What can be typed next; the focus stays in the text, whose `aria-activedescendant` points here. */
export function HintList({ id, hints, chosen, onTake }: HintListProps) {
  if (hints.length === 0) return null;
  return (
    <div class="hints" role="listbox" id={id} aria-label="Suggestions">
      {hints.map((hint, at) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are handled where the text is
        <div
          key={hint.shown}
          id={`${id}-${at}`}
          role="option"
          tabIndex={-1}
          aria-selected={at === chosen}
          class="hint-line"
          onClick={() => onTake(hint)}
        >
          <code>{hint.shown}</code>
          <span class="soft">{hint.says}</span>
        </div>
      ))}
      <div class="hints-foot soft">
        <kbd>Tab</kbd> completes · <kbd>↑</kbd> <kbd>↓</kbd> choose · <kbd>Esc</kbd> hides
      </div>
    </div>
  );
}
