/** Where an installed agent listens. */
export const SYSTEM_SOCKET = '/run/virtcell/agent.sock';

/** The setting, else the environment as for the command line, else the installed agent's. Empty means not set. */
export const agentSocketPath = (setting: string, env: NodeJS.ProcessEnv): string =>
  setting || env.VIRTCELL_SOCKET || SYSTEM_SOCKET;
