/** Counts up with every change that an older editor or agent would misunderstand. */
export const PROTOCOL_VERSION = 1;
