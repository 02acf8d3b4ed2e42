import type { VNode } from "preact";
import { serializeProps } from "./island_props.ts";
import { mergeHead } from "./merge_head.ts";
import { HEAD_PLACE, PageRender } from "./page_render.ts";

/** The whole document: the content, then what its islands need, then the head that they decide. */
export function documentHtml(render: PageRender, content: VNode): string {
  const body = render.toString(content);
  // The order matters: a slot that no island shows may hold islands, and islands may hold more slots.
  const end = unshownSlots(render) + hydration(render);
  const head = render.toString(<>{mergeHead(render.headChildren ?? [], render.head)}{links(render)}</>);
  return "<!DOCTYPE html>" + withEnd(withHead(body, head), end);
}

function withHead(html: string, head: string): string {
  const place = `<!--${HEAD_PLACE}-->`;
  const at = html.indexOf(place);
  return at < 0 ? head + html : html.slice(0, at) + head + html.slice(at + place.length);
}

function withEnd(html: string, end: string): string {
  const at = html.lastIndexOf("</body>");
  return at < 0 ? html + end : html.slice(0, at) + end + html.slice(at);
}

/** JSX that an island was given and does not show at first waits for it in a template. */
function unshownSlots(render: PageRender): string {
  let html = "";
  for (const [vnode, slot] of render.slots) {
    if (render.renderedSlots.has(slot)) continue;
    html += `<template>${render.toString(vnode)}</template>`;
  }
  return html;
}

/** A page without islands gets none of this. */
function hydration(render: PageRender): string {
  if (render.islands.length === 0) return "";
  const files = [...new Set(render.islands.map((island) => island.file))];
  const imports = files.map((file, i) => `import*as i${i} from${JSON.stringify(file.url)};`).join("");
  const modules = files.map((file, i) => `${file.name}:i${i}`).join();
  const code = `import{hydrateIslands}from${JSON.stringify(render.manifest.hydrate.url)};${imports}` +
    `hydrateIslands({${modules}})`;
  const named = render.islands.map(({ file, props }) => ({ name: file.name, props }));
  return script(render, { id: "fresh-props", type: "application/json" }, serializeProps(named, render.slots)) +
    script(render, { type: "module" }, code);
}

function script(render: PageRender, props: Record<string, string>, code: string): string {
  // Inside a script no tag may begin, be it `</script` or `<!--`; both contents are JSON or hold JSON strings alone.
  const __html = code.replaceAll("<", "\\u003c");
  return render.toString(<script {...props} dangerouslySetInnerHTML={{ __html }} />);
}

function links(render: PageRender): VNode {
  const { manifest, islands, nonce } = render;
  const isDevelopment = manifest.mode === "development";
  const files = islands.map((island) => island.file);
  const styles = new Set([...manifest.styles, ...files.flatMap((file) => file.styles)]);
  const preloaded = isDevelopment || islands.length === 0 ? [] : [manifest.hydrate, ...files];
  const modules = new Set(preloaded.flatMap((file) => [file.url, ...file.imports]));
  return (
    <>
      {/* Vite's own client looks here for the nonce of the styles that it adds. */}
      {isDevelopment && nonce !== null && <meta property="csp-nonce" nonce={nonce} />}
      {[...styles].map((href) => <link key={href} rel="stylesheet" href={href} />)}
      {[...modules].map((href) => <link key={href} rel="modulepreload" href={href} />)}
      {manifest.scripts.map((src) => <script key={src} type="module" src={src} />)}
    </>
  );
}
