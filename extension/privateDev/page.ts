/** What a webview's page is made of. */
export interface PageParts {
  /** The script and the style sheet, as URIs that the webview may load. */
  readonly script: string;
  readonly style: string;
  /** The editor's `webview.cspSource`. */
  readonly cspSource: string;
  /** Fresh for every page. */
  readonly nonce: string;
  /** Whether it draws pictures of its own making: pointers, photographs. */
  readonly images?: boolean;
  /** BCP 47, for screen readers. */
  readonly language: string;
}

/**
 * The page that the script draws into. Nothing runs or is fetched but our script and our style sheet. The toolkit takes
 * the nonce for its own styles from the `csp-nonce` property.
 */
export function page({ script, style, cspSource, nonce, images = false, language }: PageParts): string {
  const pictures = images ? '; img-src data:' : '';
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src ${cspSource} 'nonce-${nonce}'${pictures}`;
  return `<!DOCTYPE html>
<html lang="${language}">
<head>
  <meta charset="UTF-8">
  <meta http-equiv="Content-Security-Policy" content="${policy}">
  <meta property="csp-nonce" content="${nonce}">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <link rel="stylesheet" nonce="${nonce}" href="${style}">
</head>
<body>
  <script type="module" nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
}
