/** What tells one child of an element from another: they are the same thing in two drawings. */
const KEY = 'data-key';

/**
 * Makes what is on the page what it is to be, and touches nothing that is so already: the keyboard, the selection and
 * the place scrolled to stay where they are.
 */
export function reconcile(present: Element, wanted: Element): void {
  for (const { name } of [...present.attributes]) if (!wanted.hasAttribute(name)) present.removeAttribute(name);
  for (const { name, value } of [...wanted.attributes])
    if (present.getAttribute(name) !== value) present.setAttribute(name, value);
  reconcileChildren(present, wanted);
}

/**
 * Children of an order that both have stay in place: only those are moved that must be. Of what has the same key the
 * first is the first.
 */
export function reconcileChildren(present: Element, wanted: Element): void {
  const byKey = keep(present, new Set([...wanted.children].map(keyOf)));
  let at: ChildNode | null = present.firstChild;
  for (const next of [...wanted.childNodes]) {
    const key = keyOf(next);
    const same: ChildNode | undefined | null = key === undefined ? at : byKey.get(key)?.shift();
    if (!same || !isAlike(same, next)) {
      present.insertBefore(next, at);
      continue;
    }
    if (same === at) at = at.nextSibling;
    else present.insertBefore(same, at);
    if (same instanceof Element && next instanceof Element) reconcile(same, next);
    else if (same.nodeValue !== next.nodeValue) same.nodeValue = next.nodeValue;
  }
  while (at) {
    const gone: ChildNode = at;
    at = at.nextSibling;
    gone.remove();
  }
}

/** Takes away what has a key that is not needed, and tells what has one that is. */
function keep(present: Element, needed: ReadonlySet<string | undefined>): Map<string, Element[]> {
  const byKey = new Map<string, Element[]>();
  for (const child of [...present.children]) {
    const key = keyOf(child);
    if (key === undefined) continue;
    if (needed.has(key)) byKey.set(key, [...(byKey.get(key) ?? []), child]);
    else child.remove();
  }
  return byKey;
}

const keyOf = (node: Node): string | undefined =>
  node instanceof Element ? (node.getAttribute(KEY) ?? undefined) : undefined;

const isAlike = (one: Node, other: Node): boolean => one.nodeName === other.nodeName && keyOf(one) === keyOf(other);
