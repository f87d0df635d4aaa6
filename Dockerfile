# One image for all processes of presswatch: docker-compose.yml says which command each service runs.
# The first stage installs what requirements.lock names; only the finished environment goes into the image.

FROM python:3.13-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
WORKDIR /src
RUN python -m venv /opt/presswatch
COPY requirements.lock ./
# The lock is complete and has hashes. Wheels alone: nothing is compiled, and no code of a package runs here.
RUN /opt/presswatch/bin/pip install --no-deps --require-hashes --only-binary :all: -r requirements.lock
COPY pyproject.toml README.md ./
COPY presswatch presswatch
COPY crawlers crawlers
COPY workers workers
RUN /opt/presswatch/bin/pip install --no-deps --no-build-isolation . \
    && /opt/presswatch/bin/pip uninstall --yes pip \
    && /opt/presswatch/bin/python -m compileall -q /opt/presswatch/lib

FROM python:3.13-slim-bookworm
RUN groupadd --gid 10001 presswatch \
    && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /tmp --shell /usr/sbin/nologin presswatch \
    && install --directory --owner=10001 --group=10001 /data /config
COPY --from=build /opt/presswatch /opt/presswatch
# The root file system may be read-only: what is written goes to /data (a volume) and /tmp (memory).
ENV PATH=/opt/presswatch/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    HOME=/tmp \
    PRESSWATCH_CONFIG=/config \
    PRESSWATCH_DATA=/data
WORKDIR /data
USER 10001:10001
CMD ["presswatch", "--help"]
