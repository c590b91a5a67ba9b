# The daemon and a broker in one image; docker-compose.yml starts each in a container of its own.
FROM swift:6.3.1-bookworm AS build
RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends \
        libmosquitto-dev libyaml-dev libsqlite3-dev mosquitto mosquitto-clients pkg-config \
    && rm -rf /var/lib/apt/lists/*
WORKDIR /source
COPY Package.swift ./
COPY Sources Sources
COPY Tests Tests
COPY Benchmarks Benchmarks
RUN swift build -c release --product whitecell --static-swift-stdlib \
    && install -D .build/release/whitecell /image/usr/local/bin/whitecell

FROM debian:bookworm-slim
RUN apt-get update -qq \
    && apt-get install -qq -y --no-install-recommends \
        curl libmosquitto1 libstdc++6 libsqlite3-0 libyaml-0-2 mosquitto mosquitto-clients tzdata util-linux \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --home-dir /var/lib/whitecell --shell /usr/sbin/nologin whitecell \
    && install -d -o whitecell -g whitecell -m 0700 /var/lib/whitecell /var/lib/broker /run/credentials
COPY --from=build /image /
COPY docker/ /etc/whitecell/
USER whitecell
WORKDIR /var/lib/whitecell
ENTRYPOINT ["whitecell"]
CMD ["serve"]
