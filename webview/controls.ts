import { provideVSCodeDesignSystem, vsCodeButton } from '@vscode/webview-ui-toolkit';
import './controls.css';

/*
 * The controls that a page takes from the toolkit, which is archived and still right: only this file knows it.
 * What is a table stays a native table.
 */

/** Once for a page, before the first control is made. */
export function registerControls(): void {
  provideVSCodeDesignSystem().register(vsCodeButton());
}

/** A button that stands for itself. */
export function button(label: string, appearance: 'primary' | 'secondary', pressed: () => void): HTMLElement {
  const element = document.createElement('vscode-button');
  element.setAttribute('appearance', appearance);
  element.textContent = label;
  element.addEventListener('click', pressed);
  return element;
}
