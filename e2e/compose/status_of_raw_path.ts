/** The status of a GET for a path exactly as it is written: `fetch` would tidy it up first. */
export async function statusOfRawPath(port: number, path: string): Promise<number> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const request = `GET ${path} HTTP/1.1\r\nhost: localhost:${port}\r\nconnection: close\r\n\r\n`;
  await connection.write(new TextEncoder().encode(request));
  const answer = await new Response(connection.readable).text();
  return Number(/^HTTP\/1\.\d (\d{3})/.exec(answer)?.[1]);
}
