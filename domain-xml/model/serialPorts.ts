/** PCs have four serial ports. */
export const SERIAL_PORTS = 4;

/** The ports of serial devices in order; one without a port gets the next above the highest so far, as in libvirt. */
export function serialPorts(given: readonly (number | undefined)[]): number[] {
  let highest = Math.max(-1, ...given.slice(0, 2 * SERIAL_PORTS).map((port) => port ?? -1));
  return given.map((port) => port ?? ++highest);
}
