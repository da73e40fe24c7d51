/** What the manual says beside the verbs. A backtick encloses what is typed or printed. */
export const MANUAL_TEXT = {
  tagline: 'run virtual machines, each in its own private /dev',
  description: [
    'Virtcell runs virtual machines from libvirt-style domain XML. An agent that is root starts each QEMU as the user who asks, in a mount namespace with a /dev of its own: exact copies of the device nodes that the domain needs, and the mounts below /dev that must stay the host’s, so that terminals opened there are the host’s too.',
    'The verbs are those of virsh. A domain belongs to the user who made it; nobody else but root sees it.',
  ],
  commonOptions: [
    ['--socket PATH', 'the agent’s socket; otherwise `$VIRTCELL_SOCKET`, otherwise `/run/virtcell/agent.sock`'],
    ['--owner UID', 'of a verb on a NAME: whose domain, for root, who sees those of all users'],
    [
      '--json',
      'of nearly every verb: print JSON, one value a line. A failure is {"error": {code, message, …}}; codes are stable',
    ],
    ['--help', 'of every verb: its usage, its options and what this page says of it'],
  ],
  exitStatus: [
    ['0', 'done'],
    ['1', 'refused or failed; the message is on standard error'],
    ['2', 'the command line was not understood'],
  ],
  environment: [
    ['VIRTCELL_SOCKET', 'the agent’s socket'],
    ['VIRTCELL_DEBUG', 'not empty: an unforeseen error is printed with its stack'],
  ],
  files: [
    ['/run/virtcell/agent.sock', 'the agent’s socket'],
    ['/etc/virtcell/agent.json', 'the agent’s configuration'],
    ['/var/lib/virtcell', 'definitions and console logs'],
  ],
} as const satisfies Readonly<Record<string, string | readonly (string | readonly [string, string])[]>>;
