import { DOMAIN, JSON_OUTPUT } from './options.ts';
import { type VerbGroup, verb } from './verb.ts';

export const CONSOLES: VerbGroup = {
  title: 'Consoles, shells and the monitor',
  verbs: {
    console: verb({
      words: ['NAME', '[ALIAS]'],
      options: {
        ...DOMAIN,
        force: { type: 'boolean', help: 'take the writing over from whoever has it' },
        'read-only': { type: 'boolean', help: 'read along; any number may' },
        until: { type: 'string', value: 'TEXT', help: 'end when TEXT appears, for scripts' },
      },
      exclusive: [['force', 'read-only']],
      summary: 'attach this terminal to a console; Ctrl-] detaches',
      manual: [
        'Without ALIAS, the first console that has a PTY. Its output comes from the beginning, as far as it is kept. Every key but Ctrl-] is the guest’s.',
        'From a pipe or a file it ends when the input has ended and the output until then is shown; with --until when TEXT appears after the input, or, without any input, anywhere.',
        'In a terminal it stays through reboots of the guest, and waits for an agent that is restarted, to go on where it was.',
      ],
      load: async () => (await import('../consoles/console.ts')).console,
    }),
    log: verb({
      words: ['NAME', '[ALIAS]'],
      options: {
        ...DOMAIN,
        follow: { type: 'boolean', help: 'go on with what comes' },
        since: {
          type: 'string',
          value: 'TIME',
          help: 'only what came after TIME: 90s, 10m, 2h, 3d ago, or a date and time',
        },
        from: { type: 'string', value: 'OFFSET', help: 'only what follows OFFSET, in bytes of all the output' },
        times: { type: 'boolean', help: 'put before each line when it came, in UTC' },
        json: { type: 'boolean', help: 'say what there is instead: offsets, marks, since when' },
      },
      exclusive: [
        ['json', 'follow'],
        ['json', 'since'],
        ['json', 'from'],
        ['json', 'times'],
      ],
      summary: "print a console's log",
      manual: [
        'Also of a domain that does not run: the log of its last run stays until the next start, if it is defined. Reading it opens no PTY and is noticed by nobody. What the agent has to say of it, such as output that is no longer kept or may stand there twice, goes to standard error.',
        'The log of a virtio-serial channel holds only what came while somebody was attached. --since begins at most some seconds too early.',
      ],
      load: async () => (await import('../consoles/log.ts')).log,
    }),
    ttyconsole: verb({
      words: ['NAME', '[ALIAS]'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: "show a console's PTY",
      manual: [
        'For programs that open it themselves. N in /dev/pts/N is another at every start; the console’s link in --json is not.',
      ],
      load: async () => (await import('../consoles/ttyconsole.ts')).ttyconsole,
    }),
    shell: verb({
      words: ['NAME'],
      options: DOMAIN,
      summary: 'open a shell where QEMU lives; Ctrl-] leaves',
      manual: [
        'It runs in the domain’s mount namespace, with its /dev, as the user that QEMU runs as, and without a capability. All that is started in it ends with it, and it with the domain, with this command and with the agent. The exit code is the shell’s.',
        'From a pipe or a file, sh(1) does what it reads, without echo and prompt: `echo "ls -l /dev" | virtcell shell NAME`.',
      ],
      load: async () => (await import('../consoles/shell.ts')).shell,
    }),
    'qemu-monitor-command': verb({
      words: ['NAME', 'JSON'],
      options: { ...DOMAIN, pretty: { type: 'boolean', help: 'print it over several lines' }, ...JSON_OUTPUT },
      exclusive: [['pretty', 'json']],
      summary: "ask QEMU's monitor something, which taints the domain",
      manual: [
        'JSON is a command of QMP: {"execute": "query-status"}, with "arguments" where it takes some. What QEMU returns is printed as {"return": …}. For the domain’s owner alone, and not where the administrator has switched it off.',
        'The agent knows nothing of what is done this way: the private /dev, the plan and the XML may then not be all that there is. The domain is marked `custom-monitor` until it ends.',
      ],
      load: async () => (await import('../consoles/monitorCommand.ts')).qemuMonitorCommand,
    }),
  },
};
