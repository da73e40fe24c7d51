import { childElements, type XmlDocument, type XmlElement } from '../parse/xmlTree.ts';
import type { HostFile, Origin } from './domain.ts';

/** Says of every element of a document where it stands. Paths are counted once, in one walk over the tree. */
export class Origins {
  readonly #document: XmlDocument;
  readonly #paths = new Map<XmlElement, string>();

  constructor(document: XmlDocument) {
    this.#document = document;
    if (document.root) this.#count(document.root, `/${document.root.name}`);
  }

  of(node: XmlElement): Origin {
    return { element: this.#paths.get(node) ?? '', range: this.#document.lines.range(node.span) };
  }

  /** The element of that path, below or at `within`. */
  find(within: XmlElement, path: string): Origin | undefined {
    const origin = this.of(within);
    if (origin.element === path) return origin;
    // Only ways that lead there are gone.
    if (!path.startsWith(`${origin.element}/`)) return undefined;
    for (const child of childElements(within)) {
      const found = this.find(child, path);
      if (found) return found;
    }
    return undefined;
  }

  file(path: string, node: XmlElement): HostFile {
    return { path, origin: this.of(node) };
  }

  #count(element: XmlElement, path: string): void {
    this.#paths.set(element, path);
    const children = childElements(element);
    const total = new Map<string, number>();
    for (const { name } of children) total.set(name, (total.get(name) ?? 0) + 1);
    const position = new Map<string, number>();
    for (const child of children) {
      const n = (position.get(child.name) ?? 0) + 1;
      position.set(child.name, n);
      this.#count(child, `${path}/${child.name}${total.get(child.name) === 1 ? '' : `[${n}]`}`);
    }
  }
}

/** Where the element of that path stands, if the document has it. */
export function findElement(document: XmlDocument, path: string): Origin | undefined {
  return document.root && new Origins(document).find(document.root, path);
}
