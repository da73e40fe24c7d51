import { firstError, hasErrors } from '../../domain-xml/diagnostic.ts';
import { inWords } from '../../domain-xml/message.ts';
import { withLiveAliases } from '../../domain-xml/model/liveAliases.ts';
import { readDomain } from '../../domain-xml/readDomain.ts';
import { commandLine } from '../../plan/commandLine/commandLine.ts';
import { DoesNotFit } from '../../plan/commandLine/doesNotFit.ts';
import { shellText } from '../../protocol/shellText.ts';
import type { L10n } from '../l10n.ts';

export interface ArgumentSource {
  readonly xml: string;
  /** Whether devices are called what the XML says, as in a running domain's, or what a start will call them. */
  readonly isLive: boolean;
  /** For XML that has none. */
  readonly uuid: string | undefined;
}

/**
 * QEMU's command line of a domain, an option a line. Nothing of the host is looked at, so two texts give what differs
 * between the texts and nothing else.
 */
export function argumentText({ xml, isLive, uuid }: ArgumentSource, l10n: L10n): string {
  const read = readDomain(xml, l10n);
  const { domain, document, diagnostics } = read;
  if (!domain || hasErrors(diagnostics)) return unstartable(firstError(read)?.message ?? '', l10n);
  try {
    const named = isLive ? withLiveAliases(domain, document) : domain;
    const whole = uuid === undefined ? named : { uuid, ...named };
    return `${shellText(commandLine(whole).argv)}\n`;
  } catch (error) {
    if (error instanceof DoesNotFit) return unstartable(inWords(error.said, l10n), l10n);
    throw error;
  }
}

const unstartable = (why: string, l10n: L10n): string => `# ${l10n.t('It cannot start: {0}', why)}\n`;
