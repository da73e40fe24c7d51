import { isAbsolute } from 'node:path';
import { untranslated } from '../../domain-xml/message.ts';
import type { Domain, HostFile } from '../../domain-xml/model/domain.ts';
import type { BackingImage } from '../../plan/privateDev/hostFacts.ts';
import type { PlanProblem } from '../../plan/privateDev/planProblem.ts';
import { type Identity, runAs } from './asCaller.ts';
import { parseQcow2Header } from './qcow2Header.ts';

/** QEMU itself gives up at 200 layers. */
const MAX_LAYERS = 200;
/** A header and its backing file's name lie in the first cluster, which is 2 MiB at most. */
const HEADER_BYTES = 2 << 20;

export interface BackingChains {
  readonly chains: Readonly<Record<string, readonly BackingImage[]>>;
  readonly diagnostics: readonly PlanProblem[];
}

/** The images below each qcow2 disk, read from the headers by the user that QEMU will run as. */
export async function readBackingChains(domain: Domain, identity: Identity): Promise<BackingChains> {
  const chains: Record<string, readonly BackingImage[]> = {};
  const diagnostics: PlanProblem[] = [];
  for (const disk of domain.disks) {
    if (disk.format !== 'qcow2' || !disk.source) continue;
    const layers = await readChain(disk.source.path, identity);
    if (typeof layers === 'string') diagnostics.push(problem(disk.source, layers));
    else if (layers.length > 0) chains[disk.source.path] = layers;
  }
  return { chains, diagnostics };
}

/** The layers below an image, or what is wrong with the chain. */
async function readChain(top: string, identity: Identity): Promise<readonly BackingImage[] | string> {
  const layers: BackingImage[] = [];
  const seen = new Set([top]);
  let image: BackingImage = { path: top, format: 'qcow2' };
  while (image.format === 'qcow2') {
    const bytes = await runAs(identity, ['head', '-c', String(HEADER_BYTES), '--', image.path], HEADER_BYTES);
    // What cannot be read yet is refused where it is opened, with its errno.
    if (bytes.length === 0) return layers;
    const header = parseQcow2Header(bytes);
    if (!header) return `${image.path} is not a qcow2 image`;
    if (header.dataFile !== undefined) {
      const data = dataFileOf(header.dataFile, image.path, image.path === top);
      if (typeof data === 'string') return data;
      layers.push(data);
    }
    if (header.backing === undefined) return layers;
    const path = local(header.backing, image.path);
    if (path === undefined) return `${image.path} is backed by ${header.backing}, which is not a file of this host`;
    if (!header.backingFormat) return `${image.path} does not say of which format its backing file ${path} is`;
    if (seen.has(path) || seen.size > MAX_LAYERS) return `${image.path}: its backing chain never ends`;
    seen.add(path);
    image = { path, format: header.backingFormat };
    layers.push(image);
  }
  return layers;
}

/**
 * The file beside an image that holds its bytes. A name without a folder is meant relative to the image; but QEMU
 * opens it relative to its own working directory, unless it is told the file's path. It is told that of the uppermost
 * image alone: those below it opens by itself, and would open another file than the one that is meant.
 */
function dataFileOf(name: string, image: string, told: boolean): BackingImage | string {
  if (name === '') return `${image} does not say which file holds its data`;
  const path = local(name, image);
  if (path === undefined) return `${image} has its data in ${name}, which is not a file of this host`;
  if (!told && !isAbsolute(plainName(name))) {
    return `${image} names its data file ${name} without its folder, and QEMU would not find it`;
  }
  return { path, format: 'raw', dataOf: image };
}

/**
 * A backing file's name is relative to the image that names it; `nbd:…`, `json:…` are not names of files. As in QEMU
 * the two are put together and nothing more: the image's folder may be a link, from which `..` leads elsewhere.
 */
function local(name: string, image: string): string | undefined {
  const plain = plainName(name);
  if (!isAbsolute(plain) && /^[a-z][a-z0-9+.-]*:/i.test(plain)) return undefined;
  return isAbsolute(plain) ? plain : image.slice(0, image.lastIndexOf('/') + 1) + plain;
}

const plainName = (name: string): string => (name.startsWith('file:') ? name.slice('file:'.length) : name);

const problem = ({ path, origin }: HostFile, said: string): PlanProblem => ({
  severity: 'error',
  code: 'disk-image',
  message: untranslated(said),
  range: origin.range,
  element: origin.element,
  path,
});
