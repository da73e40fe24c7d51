import type { DevReportNode } from '../../protocol/methods.ts';
import { shellWord } from '../../protocol/shellText.ts';

/** The commands that would make a node by hand, in this order. */
export function makingCommands({
  path,
  kind,
  major,
  minor,
  mode,
  uid,
  gid,
  acl,
  label,
  target,
}: DevReportNode): string[] {
  const at = shellWord(path);
  switch (kind) {
    case 'link':
      return [`ln -s ${shellWord(target ?? '')} ${at}`];
    case 'bind':
      return [`mount --bind ${at} ${at}`];
    case 'directory':
      return [`mkdir -m ${mode ?? '0755'} ${at}`, ...owning({ uid, gid, at })];
    case 'char':
    case 'block':
      return [
        `mknod -m ${mode ?? '0600'} ${at} ${kind === 'char' ? 'c' : 'b'} ${major ?? 0} ${minor ?? 0}`,
        ...owning({ uid, gid, at }),
        ...(label === undefined ? [] : [`chcon ${shellWord(label)} ${at}`]),
        ...(acl === undefined ? [] : [`setfacl --set ${shellWord(acl)} ${at}`]),
      ];
  }
}

/** What mknod(1) and mkdir(1) make belongs to root, who calls them. */
function owning({ uid = 0, gid = 0, at }: { uid: number | undefined; gid: number | undefined; at: string }): string[] {
  return uid === 0 && gid === 0 ? [] : [`chown ${uid}:${gid} ${at}`];
}

/**
 * The same for the /dev of a running VM, with one before them that shows what is there; root's to run. What is bound
 * can only be made from without: within, the host's own is out of sight.
 */
export const commandsWithin = (pid: number, node: DevReportNode): string[] =>
  [`ls -ld ${shellWord(node.path)}`, ...(node.kind === 'bind' ? [] : makingCommands(node))].map(
    (command) => `nsenter --target ${pid} --mount -- ${command}`,
  );
