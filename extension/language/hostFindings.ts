import type { NamedPath } from '../../domain-xml/assist/namedPaths.ts';
import type { Diagnostic, Severity } from '../../domain-xml/diagnostic.ts';
import type { DiagnosticCode } from '../../domain-xml/diagnosticCodes.ts';
import { attributeOf, childElements, type XmlDocument, type XmlElement } from '../../domain-xml/parse/xmlTree.ts';
import type { Span } from '../../domain-xml/position.ts';
import type { L10n } from '../l10n.ts';
import { diskImages, type NamedImage } from './diskImages.ts';

/** What is known of the host and of the other open files. */
export interface Sight {
  /** Whether nothing is at a path. False also where nobody looked or where it cannot be seen. */
  readonly isMissing: (path: string) => boolean;
  /** The images of the other domains that are open, each with the file that names it. */
  readonly others: readonly { readonly file: string; readonly image: NamedImage }[];
}

/** The paths that are looked at for a domain, of those that it names. */
export const pathsToLookAt = (paths: readonly NamedPath[]): string[] => [
  ...new Set([KVM, ...neededPaths(paths).map(({ path }) => path)]),
];

const KVM = '/dev/kvm';

/**
 * What would fail at a start on this host, or surprise. Only the start itself knows for certain: nothing here is an error.
 *
 * @param paths all that the document names
 */
export function hostFindings(
  document: XmlDocument,
  paths: readonly NamedPath[],
  sight: Sight,
  l10n: L10n,
): Diagnostic[] {
  // In a text that is being mended, what is missing may be about to be typed.
  if (document.problems.length > 0 || document.root?.name !== 'domain') return [];
  const found = (severity: Severity, code: DiagnosticCode, span: Span, message: string): Diagnostic => ({
    severity,
    code,
    message,
    range: document.lines.range(span),
  });
  return [
    ...withoutKvm(document.root, sight).map((span) =>
      found('warning', 'no-kvm', span, l10n.t('This host has no /dev/kvm. Type qemu works without it, more slowly.')),
    ),
    ...neededPaths(paths)
      .filter(({ path }) => sight.isMissing(path))
      .map(({ path, span }) =>
        path.startsWith('/dev/')
          ? found('warning', 'missing-device-node', span, l10n.t('This host has no {0}.', path))
          : found('warning', 'missing-file', span, l10n.t('There is no file {0}.', path)),
      ),
    ...sharedImages(paths, sight).map(({ span, file }) => found('warning', 'image-in-use', span, inUse(file, l10n))),
    ...withoutConsole(document.root).map((span) =>
      found('information', 'no-console', span, l10n.t('The domain has no console: nobody can see what it does.')),
    ),
  ];
}

const inUse = (file: string | undefined, l10n: L10n): string =>
  file === undefined
    ? l10n.t('Another disk of this domain has the same image: writing to both destroys it.')
    : l10n.t('A disk in {0} has the same image: if both domains run, they destroy it.', file);

function withoutKvm(root: XmlElement, { isMissing }: Sight): Span[] {
  const type = attributeOf(root, 'type');
  return type?.value === 'kvm' && type.valueSpan && isMissing(KVM) ? [type.valueSpan] : [];
}

function withoutConsole(root: XmlElement): Span[] {
  const devices = childElements(root).filter(({ name }) => name === 'devices');
  const seen = devices.flatMap(childElements).some(({ name }) => ['serial', 'console', 'graphics'].includes(name));
  return seen ? [] : [(devices[0] ?? root).nameSpan];
}

/** Whose files have to be there: others QEMU makes, or they stand for something that comes when it runs. */
const NEEDED = new Set(['emulator', 'kernel', 'initrd', 'dtb', 'loader', 'nvram', 'backend', 'device', 'rom']);

function neededPaths(paths: readonly NamedPath[]): NamedPath[] {
  return paths.filter(({ element: { name, parent } }) => {
    if (name !== 'source' || !parent) return NEEDED.has(name);
    return parent.name === 'disk' || parent.name === 'input' || attributeOf(parent, 'type')?.value === 'dev';
  });
}

function sharedImages(paths: readonly NamedPath[], { others }: Sight): { span: Span; file: string | undefined }[] {
  const owners = new Map<string, string | undefined>();
  for (const { file, image } of others) if (image.isWritten) owners.set(image.path, file);
  return diskImages(paths).flatMap(({ path, span, isWritten }) => {
    if (!isWritten) return [];
    const found = owners.has(path) ? [{ span, file: owners.get(path) }] : [];
    owners.set(path, undefined);
    return found;
  });
}
