import type { ConsoleControl } from '../../../protocol/console.ts';

/** What the agent says beside the bytes, as a line for the person. */
export function controlNote(control: ConsoleControl): string | undefined {
  switch (control.kind) {
    case 'attached':
      if (!control.journal) return undefined;
      return `[${control.alias} is a channel: its log holds only what came while somebody was attached]`;
    case 'gap':
      if (control.to < control.from) return '[the output begins anew]';
      return `[${control.to - control.from} bytes of output are no longer kept]`;
    case 'possible-repeat':
      return '[some output may stand here twice]';
    case 'outside':
      return `[${control.command} (process ${control.pid}) has this console open too${control.takesOutput ? ', and takes its output until it lets go' : ''}]`;
    case 'unrecorded':
      return `[output is missing here: ${control.reason}]`;
    case 'ended':
      return `[${control.reason}]`;
    case 'skipped':
    case 'read-only':
    case 'caught-up':
      return undefined;
  }
}
