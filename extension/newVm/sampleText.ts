import { escapeAttribute } from '../../domain-xml/textEdit.ts';

/** Where the sample has its disk in the repository. */
const DISK = '/var/cache/virtcell/boot-sector.img';

/** A copy of the sample for a disk that lies elsewhere; what its comment says of the repository is replaced. */
export const sampleText = (xml: string, disk: string, comment: string): string =>
  `<!-- ${comment} -->\n${xml.slice(xml.indexOf('<domain')).replace(DISK, () => escapeAttribute(disk))}`;
