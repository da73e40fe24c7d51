import type { Domain } from './domain.ts';

/** How a person gets to a machine. */
export interface WaysIn {
  /** A display that can be shown at no address. */
  readonly screen: boolean;
  /** A serial port or a virtio console on a PTY. A channel is for a program of the guest's. */
  readonly console: boolean;
}

export const waysIn = ({ graphics, characterDevices }: Domain): WaysIn => ({
  screen: graphics.some(({ type }) => type === 'vnc'),
  console: characterDevices.some(
    ({ kind, backend }) => (kind === 'serial' || kind === 'console') && backend.type === 'pty',
  ),
});
