/** Debian's Chromium, driven by playwright-core, which would fetch another. */
export const CHROMIUM = '/usr/bin/chromium';

/** Without a GPU, as root in a container, and with nothing that calls home. */
export const CHROMIUM_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
