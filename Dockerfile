# syntax=docker/dockerfile:1
FROM python:3.13-slim-bookworm AS build
ENV PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
RUN python -m venv /opt/marsad
COPY requirements.lock ./
RUN /opt/marsad/bin/python -m pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE NOTICE ./
COPY config ./config
COPY workers ./workers
COPY monitor ./monitor
RUN /opt/marsad/bin/python -m pip install --no-deps --no-build-isolation . \
    && /opt/marsad/bin/python -m compileall -q /opt/marsad/lib

FROM python:3.13-slim-bookworm
LABEL org.opencontainers.image.title="Marsad" \
      org.opencontainers.image.description="Watches the world's news for what concerns Idlib and Syria" \
      org.opencontainers.image.licenses="MIT"
ENV PATH=/opt/marsad/bin:$PATH PYTHONSAFEPATH=1 PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 \
    MARSAD__DATA_DIR=/var/lib/marsad
RUN useradd --system --uid 10001 --home-dir /var/lib/marsad --create-home marsad
COPY --from=build /opt/marsad /opt/marsad
USER 10001
VOLUME ["/var/lib/marsad"]
EXPOSE 8765 6399
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=15s --start-period=60s --retries=3 CMD ["marsad", "health"]
ENTRYPOINT ["marsad"]
CMD ["run"]
