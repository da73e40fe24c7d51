import type { Deadline } from '../protocol/deadline.ts';

export const timerDeadline: Deadline = (milliseconds, expired) => {
  const timer = setTimeout(expired, milliseconds);
  return () => clearTimeout(timer);
};
