FROM python:3.13-slim AS built
WORKDIR /source
COPY pyproject.toml constraints.txt README.md LICENSE ./
COPY src src
RUN python -m venv /opt/stashplex \
 && /opt/stashplex/bin/pip install --no-cache-dir --constraint constraints.txt '.[postgres]'

FROM python:3.13-slim
RUN useradd --system --uid 10001 --no-create-home --home-dir /data stashplex \
 && install --directory --owner stashplex --group stashplex --mode 0700 /data
COPY --from=built /opt/stashplex /opt/stashplex
# Configuration, database and log lie together in /data/stashplex.
ENV PATH=/opt/stashplex/bin:$PATH \
    HOME=/data \
    XDG_CONFIG_HOME=/data \
    XDG_DATA_HOME=/data \
    PYTHONUNBUFFERED=1 \
    STASHPLEX_WEB__HOST=0.0.0.0
USER stashplex
WORKDIR /data
VOLUME /data
EXPOSE 7979
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s \
 CMD ["python", "-c", "import os, urllib.request as web; web.urlopen(f'http://127.0.0.1:{os.environ.get(\"STASHPLEX_WEB__PORT\", 7979)}/healthz', timeout=4)"]
ENTRYPOINT ["stashplex"]
CMD ["serve"]
