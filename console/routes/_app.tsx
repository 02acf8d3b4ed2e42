import { asset } from "fresh/runtime";
import { define } from "../state.ts";

export default define.layout(({ Component, state }) => (
  // Without the attribute the style sheet goes by the reader's system.
  <html lang="en" data-theme={state.theme === "system" ? undefined : state.theme}>
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <title>Perpetuo</title>
      <link rel="icon" type="image/svg+xml" href={asset("/favicon.svg")} />
    </head>
    <body class="bg-base-100 text-sm text-base-content antialiased">
      <Component />
    </body>
  </html>
));
