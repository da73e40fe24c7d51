/** What the editor gives a webview's page; it may be taken once. */
export interface EditorApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare global {
  // The editor defines it before the page's script runs.
  function acquireVsCodeApi(): EditorApi;
}
