import { checked, declare } from './libc.ts';

/* eventfd(2): a counter that poll(2) waits for. Eight bytes written add to it, eight bytes read take it back to 0. */

const EFD_NONBLOCK = 0o4000;
const EFD_CLOEXEC = 0o2000000;

const eventfd = declare('int eventfd(unsigned int initial, int flags)');

export function openEventfd(): number {
  return checked('eventfd', eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
}
