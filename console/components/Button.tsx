import type { ComponentChildren, JSX } from "preact";

export type ButtonTone = "primary" | "plain" | "quiet" | "danger";

type ButtonProps =
  & {
    children: ComponentChildren;
    /** Default `plain`. One primary button a view. */
    tone?: ButtonTone;
    /** Default `normal`; `large` for the one button of a page that is nothing but a form. */
    size?: "small" | "normal" | "large";
    /** Over the whole width of what it stands in. */
    wide?: boolean;
    class?: string;
  }
  & (
    // A link that looks like a button is still a link: it goes somewhere and changes nothing.
    | ({ href: string } & Omit<JSX.IntrinsicElements["a"], "href" | "class" | "size">)
    | ({ href?: undefined } & Omit<JSX.IntrinsicElements["button"], "class" | "size">)
  );

/** A button, of type `button` unless another is given; a link when it has an `href`. */
export function Button(
  { children, tone = "plain", size = "normal", wide = false, class: more = "", ...rest }: ButtonProps,
) {
  const classes = `btn ${TONES[tone]} ${SIZES[size]} ${wide ? "btn-block" : ""} ${more}`;
  if (rest.href !== undefined) return <a {...rest} class={classes}>{children}</a>;
  return <button type="button" {...rest} class={classes}>{children}</button>;
}

const SIZES = { small: "btn-xs", normal: "btn-sm", large: "" };

const TONES: Record<ButtonTone, string> = {
  primary: "btn-primary",
  plain: "border-base-300",
  quiet: "btn-ghost",
  danger: "btn-error",
};
