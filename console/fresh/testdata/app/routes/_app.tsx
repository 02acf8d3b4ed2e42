import { define } from "../state.ts";

export default define.layout(({ Component, state }) => (
  <html lang="en">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width" />
      <title>Fixture</title>
      <link rel="icon" href="data:," />
      <style>{"body { --from-style: yes; }"}</style>
    </head>
    <body data-seen={state.seen.join()}>
      <Component />
    </body>
  </html>
));
