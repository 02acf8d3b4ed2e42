import { systemClock } from "../../../shared/time/clock.ts";
import { createProxy, type ProxyOptions } from "../proxy.ts";

/** A control plane that answers as told, and a console before it that does nothing but pass on. */
export interface ProxiedConsole extends AsyncDisposable {
  readonly url: string;
  readonly controlPlaneUrl: string;
  /** Ends the control plane at once, its connections included. */
  stopControlPlane(): Promise<void>;
}

export function startProxiedConsole(
  answer: (request: Request) => Response | Promise<Response>,
  options: Partial<ProxyOptions> = {},
): ProxiedConsole {
  const upstream = serve(answer);
  const proxy = createProxy({
    controlPlaneUrl: upstream.url,
    publicUrl: "https://console.example.com",
    documents: new Map([["sha256:1", "query Known { known }"]]),
    allowUnknownDocuments: false,
    fetch,
    clock: systemClock,
    ...options,
  });
  const console = serve(async (request, peer) => await proxy(request, peer) ?? new Response("a page", { status: 404 }));
  return {
    url: console.url,
    controlPlaneUrl: upstream.url,
    stopControlPlane: upstream.stop,
    [Symbol.asyncDispose]: async () => {
      await console.stop();
      await upstream.stop();
    },
  };
}

function serve(answer: (request: Request, peer: string) => Response | Promise<Response>) {
  const abort = new AbortController();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: abort.signal, onListen: () => {}, onError: () => new Response(null) },
    (request, { remoteAddr }) => answer(request, remoteAddr.hostname),
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    stop: async () => {
      abort.abort();
      await server.finished;
    },
  };
}
