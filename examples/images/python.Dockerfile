# syntax=docker/dockerfile:1.7@sha256:a57df69d0ea827fb7266491f2813635de6f17269be881f696fbfdf2d83dda33e
# A service in Python without a shell or package manager: FastAPI's `app` in `service/main.py`, dependencies with their
# hashes in `requirements.txt` (`uv pip compile --generate-hashes`). Both bases hold Python 3.11 of Debian 12, so that
# compiled packages fit. Bases are pinned by digest; the tag beside it names the release.
FROM python:3.11-slim-bookworm@sha256:a36c24f9cbdf4fd0f52d67f0823eeac19c2028c637cecc392d97f980d4fec56b AS build
WORKDIR /service
COPY requirements.txt ./
RUN --mount=type=cache,target=/root/.cache/pip \
    pip install --require-hashes --only-binary=:all: --no-compile --target=/packages --requirement=requirements.txt

FROM gcr.io/distroless/python3-debian12:nonroot@sha256:7d1042ce588ab97019fe95c24ffca7bc5a82ccdac572511d5e09bda4435c89c5
ENV PYTHONPATH=/packages PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /service
# Root's, so that the process cannot change its own code.
COPY --from=build /packages /packages
COPY service ./service
USER 65532:65532
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=3s CMD ["/usr/bin/python3", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=2)"]
ENTRYPOINT ["/usr/bin/python3", "-m", "uvicorn", "service.main:app", "--host", "0.0.0.0", "--port", "8080"]
