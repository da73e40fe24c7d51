export interface EditorHost {
  node: string;
  folder: string;
}
export const EDITOR_SIZE: string;
export function editorHost(cache?: string): EditorHost;
export function isEditorHostMade(cache?: string): boolean;
/** Throws with one line that says what is in the way. */
export function ensureEditorHost(cache?: string, say?: (line: string) => void): EditorHost;
export function editorObstacle(
  cache: string,
  freeBytes?: (path: string) => number,
  registryAnswers?: () => boolean,
): string | undefined;
