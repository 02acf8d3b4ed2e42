# One file, three deployables: `docker build --target gateway | control-plane | console .`
# Deno and every package come from npm.
ARG NODE_VERSION=24
ARG DENO_VERSION=2.9.6

FROM node:${NODE_VERSION}-bookworm-slim AS deno
ARG DENO_VERSION
# The package's own launcher needs Node; the binary that it carries does not.
RUN npm install --global --no-audit --no-fund "deno@${DENO_VERSION}" \
  && install -m 0755 "$(find "$(npm root --global)" -type f -name deno -size +1M | head -n 1)" /usr/local/bin/deno-binary \
  && /usr/local/bin/deno-binary --version

FROM debian:bookworm-slim AS base
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* \
  && groupadd --gid 10001 perpetuo \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin perpetuo \
  && install -d -o perpetuo -g perpetuo -m 0700 /var/lib/perpetuo
COPY --from=deno /usr/local/bin/deno-binary /usr/local/bin/deno
ENV DENO_DIR=/opt/deno-cache DENO_NO_UPDATE_CHECK=1 DENO_NO_PROMPT=1
WORKDIR /opt/perpetuo

# Packages have a layer of their own: a change of sources alone installs nothing anew.
FROM base AS packages
COPY deno.json deno.lock ./
RUN deno install --frozen

# The database client, the console's build, and the sources compiled once, so that a container starts without compiling.
FROM packages AS sources
COPY . .
RUN deno task generate \
  && deno task console:build \
  && deno cache --frozen gateway/main.ts control-plane/main.ts console/main.ts tools/check_ready.ts

FROM base AS deployable
COPY --from=sources /opt/perpetuo /opt/perpetuo
# Deno keeps compiled code in its cache while it runs; the sources stay root's and cannot be changed by the process.
COPY --from=sources --chown=perpetuo:perpetuo /opt/deno-cache /opt/deno-cache
ENV HOST=0.0.0.0 PERPETUO_DATA_DIR=/var/lib/perpetuo
USER perpetuo
VOLUME /var/lib/perpetuo
STOPSIGNAL SIGTERM
# --cached-only: a container never fetches code while it runs.
ENTRYPOINT ["deno", "run", "-A", "--cached-only", "--frozen"]

FROM deployable AS gateway
# What `deno task gateway` has; only its supervisor keeps the right to start processes.
ENTRYPOINT ["deno", "run", "--cached-only", "--frozen", "--no-prompt", "--allow-net", "--allow-env", "--allow-read", \
  "--allow-write", "--allow-run"]
EXPOSE 8787
CMD ["gateway/main.ts"]

FROM deployable AS control-plane
# What `deno task control-plane` has; the native code is that of packages alone.
ENTRYPOINT ["deno", "run", "--cached-only", "--frozen", "--no-prompt", "--allow-net", "--allow-env", "--allow-read", \
  "--allow-write", "--allow-ffi=node_modules"]
EXPOSE 4000
CMD ["control-plane/main.ts"]

FROM deployable AS console
EXPOSE 3000
# What `deno task console` has: the network, its own build, and its settings by their names.
ENTRYPOINT ["deno", "run", "--cached-only", "--frozen", "--no-prompt", "--allow-net", "--allow-read=console/_fresh", \
  "--allow-env=HOST,CONSOLE_PORT,CONTROL_PLANE_PORT,GATEWAY_PORT,CONTROL_PLANE_URL,GATEWAY_URL,PUBLIC_CONSOLE_URL,PUBLIC_GATEWAY_URL,SIGNUP"]
CMD ["console/main.ts"]
