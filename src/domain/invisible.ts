/**
 * Characters that nothing is drawn for, and that hide or turn what stands beside them: controls, direction marks, tags,
 * fillers (Unicode, Default_Ignorable_Code_Point), and the blank of Braille. Not the selectors that make a sign an emoji.
 */
export const INVISIBLE = /[\p{Cc}\p{Cf}\p{Cs}\u2800[\p{DI}--[\ufe00-\ufe0f]]]/gv;
