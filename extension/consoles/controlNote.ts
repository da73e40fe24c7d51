import type { ConsoleControl } from '../../protocol/console.ts';
import type { L10n } from '../l10n.ts';
import { byteCount } from './byteCount.ts';

/** What the agent says beside the bytes and what changes nothing, as a line for the user. */
export function controlNote(control: ConsoleControl, l10n: L10n): string | undefined {
  switch (control.kind) {
    case 'attached':
      if (!control.journal) return undefined;
      return l10n.t('{0} is a channel: its log holds only what came while somebody was attached', control.alias);
    case 'gap':
      if (control.to < control.from) return l10n.t('the output begins anew');
      return l10n.t('{0} of output are no longer kept', byteCount(control.to - control.from));
    case 'skipped':
      return l10n.t('… {0} skipped; they are in the log', byteCount(control.to - control.from));
    case 'possible-repeat':
      return l10n.t('some output may stand here twice');
    case 'outside':
      return control.takesOutput
        ? l10n.t('{0} (process {1}) takes the output of this channel', control.command, control.pid)
        : l10n.t('{0} (process {1}) has this console open too', control.command, control.pid);
    case 'unrecorded':
      return l10n.t('some output is missing here: {0}', control.reason);
    default:
      return undefined;
  }
}
