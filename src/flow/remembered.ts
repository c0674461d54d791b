/** How many operations back is looked for what was released, rolled back or locked: a hundred releases of a few lines. */
export const REMEMBERED = 500;
