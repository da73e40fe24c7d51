import { JSON_OUTPUT } from './options.ts';
import { type VerbGroup, verb } from './verb.ts';

const AGREED = {
  yes: { type: 'boolean', help: 'do not ask' },
  'dry-run': { type: 'boolean', help: 'show the steps, and do nothing' },
} as const;

export const INSTALLATION: VerbGroup = {
  title: 'The installed agent',
  verbs: {
    'agent install': verb({
      words: [],
      options: {
        ...AGREED,
        root: { type: 'string', value: 'DIR', help: 'lay out the files of a package below DIR, and do nothing else' },
        ...JSON_OUTPUT,
      },
      summary: 'install this agent as a service of the machine, or upgrade the one that is',
      manual: [
        'Copies the program to /usr/local/lib/virtcell, makes the group virtcell and the user virtcell-qemu, writes /etc/virtcell/agent.json where there is none, and has the agent started at boot. Every step is shown before the first is done. When one fails, those before it are taken back. Virtual machines go on running over an upgrade.',
        'What it copies root will run: files that others than root and the user who ran sudo can change are refused.',
      ],
      load: async () => (await import('../installation/agentInstall.ts')).agentInstall,
    }),
    'agent uninstall': verb({
      words: [],
      options: {
        ...AGREED,
        force: { type: 'boolean', help: 'though virtual machines run: nobody can stop them by name any more' },
        ...JSON_OUTPUT,
      },
      summary: 'take the installed agent away',
      manual: ['Leaves what users made, and says what: definitions, console logs, a configuration that was changed.'],
      load: async () => (await import('../installation/agentUninstall.ts')).agentUninstall,
    }),
    'agent status': verb({
      words: [],
      options: JSON_OUTPUT,
      summary: 'show what is installed, whether it runs and whether it is whole',
      manual: [
        'Ends with 0 when an installed agent runs and its files are as they were installed, else with 1.',
        'With --json: {installed, version, folder, node, command, serviceManager, socket, pid, machines, findings, differs}; machines, how many virtual machines run, is told to root alone.',
      ],
      load: async () => (await import('../installation/agentStatus.ts')).agentStatus,
    }),
    'agent start': verb({
      words: [],
      options: JSON_OUTPUT,
      summary: 'start the installed agent',
      load: async () => (await import('../installation/agentService.ts')).agentStart,
    }),
    'agent stop': verb({
      words: [],
      options: JSON_OUTPUT,
      summary: 'stop the installed agent; virtual machines go on',
      load: async () => (await import('../installation/agentService.ts')).agentStop,
    }),
    'agent restart': verb({
      words: [],
      options: JSON_OUTPUT,
      summary: 'stop the installed agent and start it; virtual machines go on',
      load: async () => (await import('../installation/agentService.ts')).agentRestart,
    }),
  },
};
