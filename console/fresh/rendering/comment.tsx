import { Fragment, type VNode } from "preact";

/** An HTML comment, which only preact-render-to-string knows how to write. */
export function Comment({ text }: { text: string }): VNode {
  const props: object = { UNSTABLE_comment: text };
  // With a key the fragment is not dissolved into its (missing) children.
  return <Fragment key={text} {...props} />;
}
