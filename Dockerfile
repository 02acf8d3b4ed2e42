# One file, three deployables: `docker build --target gateway | control-plane | console .`
# Deno and every package come from npm. REGISTRY is put before the names of base images: `mirror.example.com/library/`.
ARG REGISTRY=
ARG NODE_VERSION=24
ARG DENO_VERSION=2.9.6

FROM ${REGISTRY}node:${NODE_VERSION}-bookworm-slim AS deno
ARG DENO_VERSION
# The package's own launcher needs Node; the binary that it carries does not.
RUN npm install --global --no-audit --no-fund "deno@${DENO_VERSION}" \
  && install -m 0755 "$(find "$(npm root --global)" -type f -name deno -size +1M | head -n 1)" /usr/local/bin/deno-binary \
  && /usr/local/bin/deno-binary --version

FROM ${REGISTRY}debian:bookworm-slim AS base
# Authorities for the connections to providers; Deno needs nothing else of the system.
RUN apt-get update \
  && apt-get install --yes --no-install-recommends ca-certificates \
  && rm -rf /var/lib/apt/lists/* /var/cache/apt/* /var/log/apt /var/log/dpkg.log \
  && groupadd --gid 10001 perpetuo \
  && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin perpetuo \
  && install -d -o perpetuo -g perpetuo -m 0700 /var/lib/perpetuo
COPY --from=deno /usr/local/bin/deno-binary /usr/local/bin/deno
ENV DENO_DIR=/opt/deno-cache DENO_NO_UPDATE_CHECK=1 DENO_NO_PROMPT=1
WORKDIR /opt/perpetuo

# Packages have a layer of their own: a change of sources alone installs nothing anew.
FROM base AS packages
ENV DENO_DIR=/tmp/deno
COPY deno.json deno.lock ./
RUN deno install --frozen

# The database client and the console's build.
FROM packages AS sources
COPY . .
RUN deno eval 'import { ensureGenerated } from "./tools/generate.ts"; await ensureGenerated();' \
  && deno task console:build

# Of each deployable: the packages that its own modules load, and these modules compiled once, so that a container
# starts without compiling and never fetches code.
FROM sources AS gateway-files
RUN deno run -A tools/prune_packages.ts gateway/main.ts tools/check_ready.ts \
  && DENO_DIR=/opt/deno-cache deno cache gateway/main.ts tools/check_ready.ts

FROM sources AS control-plane-files
RUN deno run -A tools/prune_packages.ts control-plane/main.ts tools/check_ready.ts tools/reset_password.ts \
  && DENO_DIR=/opt/deno-cache deno cache control-plane/main.ts tools/check_ready.ts tools/reset_password.ts

FROM sources AS console-files
RUN deno run -A tools/prune_packages.ts console/main.ts tools/check_ready.ts \
  && DENO_DIR=/opt/deno-cache deno cache console/main.ts tools/check_ready.ts

# Everything but the data directory is root's: the process can change none of its own code, and needs no more to be
# writable than what `docker run --read-only --tmpfs /tmp` leaves it.
FROM base AS deployable
ENV HOST=0.0.0.0 PERPETUO_DATA_DIR=/var/lib/perpetuo
STOPSIGNAL SIGTERM

FROM deployable AS gateway
COPY --from=gateway-files /opt/perpetuo /opt/perpetuo
COPY --from=gateway-files /opt/deno-cache /opt/deno-cache
USER perpetuo
EXPOSE 8787
# What `deno task gateway` has; only its supervisor keeps the right to start processes.
ENTRYPOINT ["deno", "run", "--v8-flags=--min-semi-space-size=32,--max-semi-space-size=32,--heap-growing-percent=300,--no-allocation-site-pretenuring,--no-memory-reducer", "--cached-only", \
  "--no-prompt", "--allow-net", "--allow-env", "--allow-read", "--allow-write", "--allow-run"]
CMD ["gateway/main.ts"]

FROM deployable AS control-plane
COPY --from=control-plane-files /opt/perpetuo /opt/perpetuo
COPY --from=control-plane-files /opt/deno-cache /opt/deno-cache
USER perpetuo
EXPOSE 4000
# What `deno task control-plane` has; the native code is that of packages alone.
ENTRYPOINT ["deno", "run", "--cached-only", "--no-prompt", "--allow-net", "--allow-env", "--allow-read", \
  "--allow-write", "--allow-ffi=node_modules"]
CMD ["control-plane/main.ts"]

FROM deployable AS console
COPY --from=console-files /opt/perpetuo /opt/perpetuo
COPY --from=console-files /opt/deno-cache /opt/deno-cache
USER perpetuo
EXPOSE 3000
# What `deno task console` has: the network, its own build, and its settings by their names.
ENTRYPOINT ["deno", "run", "--cached-only", "--no-prompt", "--allow-net", "--allow-read=console/_fresh", \
  "--allow-env=HOST,CONSOLE_PORT,CONTROL_PLANE_PORT,GATEWAY_PORT,CONTROL_PLANE_URL,GATEWAY_URL,PUBLIC_CONSOLE_URL,PUBLIC_GATEWAY_URL,SIGNUP"]
CMD ["console/main.ts"]
