/** Calls `expired` after so many milliseconds unless cancelled before; a parameter, so that tests decide when time is up. */
export type Deadline = (milliseconds: number, expired: () => void) => () => void;
