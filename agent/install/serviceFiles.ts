import type { Places } from './places.ts';

/** The program and arguments that are the agent, as a service starts it. */
const serviceArgv = (node: string, { current }: Places): string => `${node} ${current}/virtcell.js agent run --service`;

/**
 * The unit for systemd, systemd.service(5). VMs are children of the agent and outlive it: KillMode=process ends the agent
 * alone, Delegate leaves the control group to it, OOMPolicy and TasksMax keep one guest from taking all others along.
 * There is no option here that makes a mount namespace (PrivateTmp, ProtectSystem …): the agent has to see the host's
 * mounts. No RuntimeDirectory: /run/virtcell outlives the service, and the agent makes it itself. VMs stay in the unit's
 * own group: one each would need the controllers handed down, and with those in use systemd before 254 cannot start the
 * agent again beside them.
 */
export const unitText = (node: string, places: Places): string => `[Unit]
Description=Virtcell agent: virtual machines with a private /dev
Documentation=man:virtcell(1)
After=local-fs.target remote-fs.target network.target

[Service]
Type=notify
ExecStart=${serviceArgv(node, places)}
KillMode=process
Delegate=yes
OOMPolicy=continue
TasksMax=infinity
Restart=on-failure
RestartSec=1

[Install]
WantedBy=multi-user.target
`;

/**
 * The script for machines without systemd, with the header of the Linux Standard Base. How the agent is started and ended
 * is the command's business: it holds the process and not a number from a file.
 */
export const initScriptText = ({ command }: Places): string => `#!/bin/sh
### BEGIN INIT INFO
# Provides:          virtcell
# Required-Start:    $local_fs $remote_fs
# Required-Stop:     $local_fs $remote_fs
# Should-Start:      $network udev
# Default-Start:     2 3 4 5
# Default-Stop:      0 1 6
# Short-Description: Virtcell agent
# Description:       Starts virtual machines with a private /dev for users. They go on running without it.
### END INIT INFO

# Removed, and this file left as configuration.
[ -x ${command} ] || exit 0

case "\${1:-}" in
  start | stop | restart) exec ${command} agent "$1" ;;
  force-reload) exec ${command} agent restart ;;
  status) ${command} agent status || exit 3 ;;
  *)
    echo "usage: $0 start|stop|restart|force-reload|status" >&2
    exit 2
    ;;
esac
`;

/** What people type. Root's own Node, whatever PATH says. */
export const commandText = (node: string, { current }: Places): string => `#!/bin/sh
exec ${node} ${current}/virtcell.js "$@"
`;
