import { findElement } from '../../domain-xml/model/origins.ts';
import type { XmlDocument } from '../../domain-xml/parse/xmlTree.ts';
import type { DevPlan, Reason } from '../../plan/privateDev/devPlan.ts';
import { type ErrorData, VirtcellError } from '../../protocol/errors.ts';

/**
 * The error of a launch with the element that asked for what failed, and its place in the text that was sent: by the
 * node's reasons where only a path is known, by the document where only the element is.
 */
export function withPlace(error: unknown, plan: DevPlan, document: XmlDocument): unknown {
  if (!(error instanceof VirtcellError) || error.data.range) return error;
  const asking = error.data.element === undefined ? reasonOf(error.data, plan) : placeOf(error.data.element, document);
  return asking ? new VirtcellError({ ...error.data, ...asking }, { cause: error }) : error;
}

type Place = Pick<ErrorData, 'element' | 'range'>;

/** The first element that asks for the node; a default is nobody's in the XML. */
function reasonOf({ path }: ErrorData, { nodes }: DevPlan): Place | undefined {
  const node = nodes.find((each) => each.path === path);
  const reason = node?.reasons.find((each): each is Extract<Reason, { kind: 'element' }> => each.kind === 'element');
  return reason && { element: reason.element, range: reason.range };
}

function placeOf(element: string, document: XmlDocument): Place | undefined {
  const range = findElement(document, element)?.range;
  return range && { element, range };
}
