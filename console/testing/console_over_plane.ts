import assert from "node:assert/strict";
import { ADMIN, startTestControlPlane, type TestControlPlane } from "../../control-plane/testing/test_control_plane.ts";
import { MemoryLogger } from "../../shared/logging/testing/memory_logger.ts";
import { ensureConsoleBuilt } from "../../tools/build_console.ts";
import { BUILD_FOLDER, loadBuild, startConsole } from "../console.ts";

/** The production build over a real control plane, and a browser without script that is signed in as the seeded owner. */
export interface ConsoleOverPlane extends AsyncDisposable {
  plane: TestControlPlane;
  /** `/t/<slug>` and `/t/<slug>/p/<project>` of what was seeded. */
  tenantPath: string;
  projectPath: string;
  /** Follows no redirect. */
  get(path: string): Promise<PageAnswer>;
  post(path: string, form: Record<string, string>): Promise<PageAnswer>;
}

export interface PageAnswer {
  status: number;
  location: string | null;
  html: string;
}

export async function consoleOverPlane({ gatewayUrl = "http://127.0.0.1:1" } = {}): Promise<ConsoleOverPlane> {
  await ensureConsoleBuilt();
  await using undo = new AsyncDisposableStack();
  const plane = undo.use(
    await startTestControlPlane({
      environment: { PERPETUO_ADMIN_PASSWORD: ADMIN.password, SIGNUP: "open" },
    }),
  );
  const console = startConsole({
    config: {
      host: "127.0.0.1",
      port: 0,
      controlPlaneUrl: plane.url,
      gatewayUrl,
      publicUrl: "http://localhost:3000",
      publicGatewayUrl: "https://gateway.example.com",
      signup: "open",
    },
    logger: new MemoryLogger(),
    fetch,
    handler: await loadBuild(BUILD_FOLDER),
  });
  undo.defer(() => console.stop());
  let cookie = "";
  const ask = async (path: string, init: RequestInit): Promise<PageAnswer> => {
    const answer = await fetch(console.url + path, { ...init, headers: { cookie }, redirect: "manual" });
    const cookies = answer.headers.getSetCookie().map((line) => line.split(";")[0]!);
    if (cookies.length > 0 && cookie === "") cookie = cookies.join("; ");
    return { status: answer.status, location: answer.headers.get("location"), html: await answer.text() };
  };
  const post = (path: string, form: Record<string, string>) =>
    ask(path, { method: "POST", body: new URLSearchParams(form) });
  const signedIn = await post("/sign-in", { email: ADMIN.email, password: ADMIN.password });
  assert.equal(signedIn.status, 303, signedIn.html);
  const shell = await ask("/onboarding", {});
  const projectPath = /href="(\/t\/default\/p\/[^"/]+)\/logs"/.exec(shell.html)![1]!;
  const owned = undo.move();
  return {
    plane,
    tenantPath: "/t/default",
    projectPath,
    get: (path) => ask(path, {}),
    post,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
