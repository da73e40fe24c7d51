/** Calls `expired` after so many milliseconds unless cancelled before; a parameter, so that tests decide when time is up. */
export type Deadline = (milliseconds: number, expired: () => void) => () => void;

export const timerDeadline: Deadline = (milliseconds, expired) => {
  const timer = setTimeout(expired, milliseconds);
  return () => clearTimeout(timer);
};
