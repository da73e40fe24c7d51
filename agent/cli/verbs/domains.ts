import { DOMAIN, JSON_OUTPUT, SOCKET } from './options.ts';
import { type VerbGroup, verb } from './verb.ts';

const PAUSED = { paused: { type: 'boolean', help: "stop before the guest's first instruction" } } as const;

export const DEFINITIONS: VerbGroup = {
  title: 'Definitions',
  verbs: {
    define: verb({
      words: ['FILE'],
      options: { ...SOCKET, ...JSON_OUTPUT },
      summary: 'keep a domain without starting it',
      manual: ['A domain that runs goes on as it was started; the change takes effect at its next start.'],
      load: async () => (await import('../domains/define.ts')).define,
    }),
    undefine: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'forget a domain',
      manual: ['A domain that runs goes on, and is gone when it ends.'],
      load: async () => (await import('../domains/stop.ts')).undefine,
    }),
    edit: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'change a definition in an editor',
      manual: [
        'Opens $VISUAL or $EDITOR, otherwise vi. What was saved is checked and defined; it goes on naming the file that the ' +
          'definition is from, which is not changed. When it is not valid, or somebody else has defined the domain ' +
          'meanwhile, a person is asked: y edits it again, n throws the changes away, f defines it in spite of the others.',
      ],
      load: async () => (await import('../domains/edit.ts')).edit,
    }),
    diff: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'show what the next start of a running domain changes',
      manual: [
        'A unified diff from the text that it was started from to its definition, and the devices that were attached and ' +
          'detached since. With --json: {diff, attached: [{alias, xml}], detached: [{alias, xml}]}.',
      ],
      load: async () => (await import('../domains/diff.ts')).diff,
    }),
    autostart: verb({
      words: ['NAME'],
      options: {
        ...DOMAIN,
        disable: { type: 'boolean', help: 'no longer' },
        ...JSON_OUTPUT,
      },
      summary: 'start a domain with the machine',
      manual: [
        'The first agent after the machine has started starts it, as its owner. What somebody ends stays ended until then.',
      ],
      load: async () => (await import('../domains/autostart.ts')).autostart,
    }),
    dumpxml: verb({
      words: ['NAME'],
      options: {
        ...DOMAIN,
        ...JSON_OUTPUT,
        inactive: { type: 'boolean', help: 'what the next start takes, also while it runs' },
      },
      summary: "show a domain's XML",
      manual: [
        'Of a running domain with its id, the aliases and addresses of its devices and the terminals of its consoles.',
      ],
      load: async () => (await import('../domains/dumpxml.ts')).dumpxml,
    }),
  },
};

export const LIFE: VerbGroup = {
  title: 'Running domains',
  verbs: {
    create: verb({
      words: ['FILE'],
      options: { ...SOCKET, ...PAUSED, ...JSON_OUTPUT },
      summary: 'start a domain from its XML',
      manual: ['It is not kept: when it ends it is gone. With --json: its entry, as list shows it, and the timeline.'],
      load: async () => (await import('../domains/create.ts')).create,
    }),
    start: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...PAUSED, ...JSON_OUTPUT },
      summary: 'start a defined domain',
      load: async () => (await import('../domains/create.ts')).start,
    }),
    shutdown: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'ask the guest to shut down',
      manual: ['Presses the power button and does not wait. What comes of it is the guest’s affair.'],
      load: async () => (await import('../domains/stop.ts')).shutdown,
    }),
    reboot: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'ask the guest to shut down, and start it again',
      manual: [
        'Presses the power button and does not wait. When the guest has powered off, the machine goes on from its reset, ' +
          'in the same process; with <on_reboot>destroy</on_reboot> it ends. A later shutdown takes the wish back.',
      ],
      load: async () => (await import('../domains/stop.ts')).reboot,
    }),
    reset: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'press the reset button',
      manual: ['The guest is not asked. A domain that is paused stays so.'],
      load: async () => (await import('../domains/stop.ts')).reset,
    }),
    suspend: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'stop the virtual CPUs',
      manual: ['The domain stays in memory. One that is paused already stays so.'],
      load: async () => (await import('../domains/stop.ts')).suspend,
    }),
    resume: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'let a paused domain run',
      load: async () => (await import('../domains/stop.ts')).resume,
    }),
    destroy: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'end a domain at once',
      manual: ['The guest is not asked. QEMU is given the time to close its images.'],
      load: async () => (await import('../domains/stop.ts')).destroy,
    }),
    list: verb({
      words: [],
      options: {
        ...SOCKET,
        all: { type: 'boolean', help: 'those that do not run, too' },
        name: { type: 'boolean', help: 'print names only, one a line' },
        ...JSON_OUTPUT,
      },
      exclusive: [['name', 'json']],
      summary: 'show running domains, or all',
      manual: [
        'With --json, one array: [{name, uuid, id, state, pid, owner, consoles, waysIn, definition, startedFrom, taints, autostart, problem}].',
      ],
      load: async () => (await import('../domains/list.ts')).list,
    }),
    dominfo: verb({
      words: ['NAME'],
      options: { ...DOMAIN, ...JSON_OUTPUT },
      summary: 'show one domain: state, memory, private /dev, definition',
      manual: [
        'With --json its entry as list shows it, and vcpus, memory (bytes), persistent, reason, since, startedAt, ' +
          'privateDev: {nodes, hidden, mountNamespace}, and changed: whether the next start makes another machine of it.',
      ],
      load: async () => (await import('../domains/dominfo.ts')).dominfo,
    }),
    events: verb({
      words: [],
      options: { ...SOCKET, ...JSON_OUTPUT },
      summary: 'show what happens to domains, as it happens',
      load: async () => (await import('../domains/events.ts')).events,
    }),
  },
};
