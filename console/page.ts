/** The page that stands in the console's place until it is built: plain, without scripts, readable everywhere. */
export function page(links: { gatewayUrl: string; graphqlUrl: string }): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Perpetuo</title>
<link rel="stylesheet" href="/style.css">
</head>
<body>
<main>
<h1>Perpetuo</h1>
<p>The gateway and its control plane are running. This console does not have its pages yet; everything can be done through
the GraphQL API.</p>
<dl>
<dt>Gateway</dt>
<dd><code>${escape(links.gatewayUrl)}/v1</code></dd>
<dt>GraphQL API</dt>
<dd><a href="${escape(links.graphqlUrl)}">${escape(links.graphqlUrl)}</a></dd>
</dl>
</main>
</body>
</html>
`;
}

export const STYLE = `:root { color-scheme: light dark; font: 1rem/1.6 system-ui, sans-serif; }
main { max-width: 40rem; margin: 12vh auto; padding: 0 1.5rem; }
dt { font-weight: 600; margin-top: 1rem; }
dd { margin: 0; }
`;

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
