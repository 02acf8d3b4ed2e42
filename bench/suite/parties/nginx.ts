import { freePort } from "../../../prisma/embedded/free_port.ts";
import type { MockUpstream } from "../mock_upstream.ts";
import { type Party, unwatched } from "../party.ts";
import { NGINX } from "../party_names.ts";
import { answersOk } from "../../../testing/answers_ok.ts";
import { startServer } from "../programs/server_process.ts";

/** nginx as a plain reverse proxy with one worker, which is about what a proxy can reach: no rules, no log. */
export async function startNginx(
  program: string,
  { mock, directory }: { mock: MockUpstream; directory: string },
): Promise<Party> {
  const [buffered, unbuffered] = [freePort()!, freePort()!];
  await Deno.mkdir(`${directory}/temporary`, { recursive: true });
  // Workers give up root, and must be able to reach their files all the same.
  await Deno.chmod(directory, 0o755);
  await Deno.writeTextFile(`${directory}/nginx.conf`, configuration({ mock, buffered, unbuffered, directory }));
  const server = await startServer({
    command: [program, "-p", directory, "-c", `${directory}/nginx.conf`],
    logFile: `${directory}/nginx.log`,
    isParty: true,
    ready: () => answersOk(`http://127.0.0.1:${buffered}/counts`),
  });
  return {
    name: NGINX,
    processIds: [server.processId],
    storeProcessIds: [],
    target: (question) => ({
      port: question === "whole" ? buffered : unbuffered,
      path: question === "translated_stream" ? "/v1/messages" : "/v1/chat/completions",
      headers: {},
      model: "gpt-4o-mini",
    }),
    manyKeys: null,
    watch: unwatched,
    stop: server.stop,
  };
}

interface Configuration {
  mock: MockUpstream;
  buffered: number;
  unbuffered: number;
  directory: string;
}

function configuration({ mock, buffered, unbuffered, directory }: Configuration): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${directory}/temporary/${name};`).join(" ");
  const server = (port: number, buffering: "on" | "off") => `
  server {
    listen 127.0.0.1:${port} backlog=8192;
    location / {
      proxy_pass http://mock;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_buffering ${buffering};
    }
  }`;
  return `daemon off;
worker_processes 1;
worker_rlimit_nofile 65536;
pid ${directory}/nginx.pid;
error_log ${directory}/nginx_error.log;
events { worker_connections 16384; }
http {
  access_log off;
  ${temporary}
  keepalive_requests 1000000000;
  tcp_nodelay on;
  upstream mock { server 127.0.0.1:${mock.port}; keepalive 512; keepalive_requests 1000000000; }
${server(buffered, "on")}
${server(unbuffered, "off")}
}
`;
}
