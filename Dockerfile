# Only what runs: no sources, no simulator, no examples, no development packages.
FROM node:24.18.0-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d AS build
WORKDIR /navi
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts && npm cache clean --force
COPY build ./build
COPY commands ./commands
COPY src ./src
# Then `npx navi` runs the bundle too.
RUN node build/main.ts && npm prune --omit=dev --ignore-scripts && npm pkg set bin.navi=dist/bin/navi.js

FROM node:24.18.0-slim@sha256:6f7b03f7c2c8e2e784dcf9295400527b9b1270fd37b7e9a7285cf83b6951452d
ENV NODE_ENV=production
WORKDIR /navi
COPY --from=build /navi/node_modules ./node_modules
COPY --from=build /navi/dist ./dist
COPY --from=build /navi/package.json ./
COPY navi.config.yaml ./
RUN mkdir -p -m 700 /data && chown node:node /data && ln -s /navi/dist/bin/navi.js /usr/local/bin/navi && chmod +x dist/bin/navi.js
RUN mkdir -p node_modules/.cache/navi && chown node:node node_modules/.cache/navi
USER node
# Without a configuration it ends with 78 before it does anything, and everything is compiled by then: each start of the
# image finds that done.
RUN node dist/bin/start.js 2>/dev/null || [ $? -eq 78 ]
# In a container every address is the container's own; compose.yaml publishes the port on this machine alone.
ENV NAVI_DATA_DIR=/data NAVI_HOST=0.0.0.0 PORT=8080
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
# 4 MB for new objects instead of 16, and a collection when what is old has grown by a quarter, not by half or more: Navi
# works in 100 MB less, and collects a little more often.
CMD ["node", "--max-semi-space-size=4", "--heap-growing-percent=25", "dist/bin/start.js"]
