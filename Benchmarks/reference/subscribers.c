// Subscribers that distort as little as they can: raw sockets in one epoll loop, one clock reading for each read.
//
// N connections hear one feed each, or one connection hears all of them (--wildcard). It says {"ready":N} when every
// subscription stands, takes --expect messages as one round, and tells when each round's first and last one came.
#include "reference.h"
#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum { buffer_bytes = 64 << 10, acknowledgements = 4096 };

/// What is known of one connection.
struct connection {
    int fd;
    bool stands;
    size_t held;
    /// The start of a packet that has not arrived whole.
    uint8_t *rest;
};

/// What one message left behind.
struct receipt {
    int64_t boot_us, real_us, due_us;
    uint32_t bytes;
    char topic[96];
};

static struct {
    const char *host, *exercise, *prefix, *filter;
    int64_t port, connections, expect, rounds, idle_ms;
    bool wildcard, each;
} plan = {"127.0.0.1", "bench", "", 0, 1883, 100, 0, 1, 10000, false, false};

static struct connection *connections;
static struct receipt *receipts;
static size_t receipt_count, receipt_room;
static int64_t standing;
static volatile sig_atomic_t stopped;

static void stop(int number) { (void)number, stopped = 1; }

static size_t put_text(uint8_t *to, const char *text) {
    size_t length = strlen(text);
    to[0] = length >> 8, to[1] = length;
    memcpy(to + 2, text, length);
    return length + 2;
}

/// Writes a packet of a type with a body of at most 16 KiB.
static void send_packet(int fd, uint8_t type, const uint8_t *body, size_t length) {
    uint8_t packet[1024];
    size_t head = 1;
    packet[0] = type;
    if (length > sizeof packet - 4) give_up("a topic is too long");
    if (length > 127) packet[head++] = (length & 127) | 128;
    packet[head++] = length > 127 ? length >> 7 : length;
    memcpy(packet + head, body, length);
    if (write(fd, packet, head + length) != (ssize_t)(head + length)) give_up("writing: %s", strerror(errno));
}

static void introduce(struct connection *connection, int64_t index) {
    uint8_t body[1024];
    char text[512];
    // Clean start, no keepalive, no properties: nothing else travels on the link.
    size_t length = put_text(body, "MQTT");
    memcpy(body + length, (uint8_t[]){5, 2, 0, 0, 0}, 5);
    snprintf(text, sizeof text, "subscriber-%d-%lld", (int)getpid(), (long long)index);
    length += 5 + put_text(body + length + 5, text);
    send_packet(connection->fd, 0x10, body, length);

    if (plan.filter) snprintf(text, sizeof text, "%s", plan.filter);
    else if (plan.wildcard) snprintf(text, sizeof text, "/exercise/%s/team/+/feed", plan.exercise);
    else snprintf(text, sizeof text, "/exercise/%s/team/%s%lld/feed", plan.exercise, plan.prefix, (long long)index + 1);
    memcpy(body, (uint8_t[]){0, 1, 0}, 3);
    length = 3 + put_text(body + 3, text);
    body[length++] = 1;
    send_packet(connection->fd, 0x82, body, length);
}

static int connected(void) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(plan.port)};
    static const int on = 1;
    if (inet_pton(AF_INET, plan.host, &address.sin_addr) != 1) give_up("--host takes an IPv4 address");
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address))
        give_up("%s:%lld: %s", plan.host, (long long)plan.port, strerror(errno));
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return fd;
}

/// Notes a PUBLISH; gives the packet's id, or 0 at QoS 0.
static uint16_t note(uint8_t first, const uint8_t *body, size_t length, int64_t boot_us, int64_t real_us) {
    size_t topic = (size_t)body[0] << 8 | body[1], at = 2 + topic;
    uint16_t id = 0;
    if (first & 6) id = body[at] << 8 | body[at + 1], at += 2;
    size_t properties = 0;
    for (int shift = 0;; shift += 7) {
        properties |= (size_t)(body[at] & 127) << shift;
        if (!(body[at++] & 128)) break;
    }
    at += properties;
    if (at > length) give_up("a PUBLISH that is no PUBLISH");
    if (receipt_count == receipt_room) {
        receipt_room = receipt_room ? receipt_room * 2 : 4096;
        receipts = realloc(receipts, receipt_room * sizeof *receipts);
        if (!receipts) give_up("no memory");
    }
    struct receipt *receipt = &receipts[receipt_count++];
    *receipt = (struct receipt){.boot_us = boot_us, .real_us = real_us, .bytes = length - at};
    memcpy(receipt->topic, body + 2, topic < sizeof receipt->topic ? topic : sizeof receipt->topic - 1);
    static const char mark[] = "{\"due_us\":";
    if (length - at > sizeof mark + 20 && !memcmp(body + at, mark, sizeof mark - 1))
        receipt->due_us = strtoll((const char *)body + at + sizeof mark - 1, 0, 10);
    return id;
}

/// Takes all whole packets of the bytes and answers them with one write; gives the bytes that it took.
static size_t take(struct connection *connection, const uint8_t *bytes, size_t count, int64_t boot_us, int64_t real_us) {
    uint8_t answers[4 * acknowledgements];
    size_t at = 0, answered = 0;
    while (count - at >= 2 && answered < sizeof answers) {
        size_t length = 0, head = 1;
        bool whole = false;
        for (int shift = 0; head < count - at && shift < 28 && !whole; shift += 7) {
            length |= (size_t)(bytes[at + head] & 127) << shift;
            whole = !(bytes[at + head++] & 128);
        }
        if (!whole || count - at < head + length) break;
        const uint8_t *body = bytes + at + head;
        switch (bytes[at] >> 4) {
        case 2:
            if (body[1]) give_up("the broker refuses a subscriber: code 0x%02x", body[1]);
            break;
        case 3: {
            uint16_t id = note(bytes[at], body, length, boot_us, real_us);
            if (id) memcpy(answers + answered, (uint8_t[]){0x40, 2, id >> 8, id}, 4), answered += 4;
            break;
        }
        case 9:
            if (body[length - 1] >= 0x80) give_up("a subscription is refused: code 0x%02x", body[length - 1]);
            if (!connection->stands) connection->stands = true, standing++;
            break;
        default: give_up("the broker ends it: packet type %d", bytes[at] >> 4);
        }
        at += head + length;
    }
    if (answered && write(connection->fd, answers, answered) != (ssize_t)answered)
        give_up("acknowledging: %s", strerror(errno));
    return at;
}

/// Reads once and keeps what is not yet a whole packet.
static void hear(struct connection *connection) {
    static uint8_t buffer[2 * buffer_bytes];
    static const int on = 1;
    memcpy(buffer, connection->rest, connection->held);
    ssize_t count = recv(connection->fd, buffer + connection->held, buffer_bytes, MSG_DONTWAIT);
    if (count < 0 && (errno == EAGAIN || errno == EINTR)) return;
    if (count <= 0) give_up("the broker is gone");
    int64_t boot_us = now_us(CLOCK_BOOTTIME), real_us = now_us(CLOCK_REALTIME);
    size_t held = connection->held + count, taken = 0;
    for (size_t more; (more = take(connection, buffer + taken, held - taken, boot_us, real_us));) taken += more;
    held -= taken;
    if (held > buffer_bytes) give_up("a message is larger than %d bytes", buffer_bytes);
    if (held) {
        connection->rest = realloc(connection->rest, held);
        memcpy(connection->rest, buffer + taken, held);
    }
    connection->held = held;
    setsockopt(connection->fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
}

/// Serves the links until the test holds, nothing came for --idle-ms, or a signal asks for the end.
static void serve(int poller, int64_t until_standing, size_t until_receipts) {
    struct epoll_event events[256];
    while (!stopped && (standing < until_standing || receipt_count < until_receipts)) {
        int count = epoll_wait(poller, events, 256, plan.idle_ms);
        if (count == 0) return;
        for (int i = 0; i < count; i++) hear(events[i].data.ptr);
    }
}

static void report(void) {
    for (size_t i = 0; plan.each && i < receipt_count; i++)
        printf("{\"topic\":\"%s\",\"boot_us\":%lld,\"real_us\":%lld,\"bytes\":%u}\n", receipts[i].topic,
               (long long)receipts[i].boot_us, (long long)receipts[i].real_us, receipts[i].bytes);
    size_t size = plan.expect ? (size_t)plan.expect : receipt_count, rounds = 0, known = 0;
    int64_t *late = calloc(receipt_count + 1, sizeof *late);
    printf("{\"bench\":\"subscribers\",\"connections\":%lld,\"received\":%zu,\"rounds\":[",
           (long long)plan.connections, receipt_count);
    for (size_t at = 0; size && at + size <= receipt_count; at += size, rounds++) {
        struct receipt *first = &receipts[at], *last = &receipts[at + size - 1];
        printf("%s{\"first_boot_us\":%lld,\"last_boot_us\":%lld,\"last_real_us\":%lld", rounds ? "," : "",
               (long long)first->boot_us, (long long)last->boot_us, (long long)last->real_us);
        if (last->due_us) {
            late[known++] = last->boot_us - last->due_us;
            printf(",\"last_after_due_us\":%lld", (long long)late[known - 1]);
        }
        printf("}");
    }
    qsort(late, known, sizeof *late, ascending);
    if (known) printf("],\"last_after_due_us\":{\"min\":%lld,\"p50\":%lld,\"max\":%lld}}\n", (long long)late[0],
                      (long long)rank(late, known, 500), (long long)late[known - 1]);
    else printf("]}\n");
}

static void usage(void) {
    fprintf(stderr,
            "usage: subscribers [--host 127.0.0.1] [--port 1883] [--connections 100 | --wildcard | --filter TOPIC]\n"
            "                   [--exercise bench] [--prefix TEXT] [--expect MESSAGES-OF-A-ROUND] [--rounds 1]\n"
            "                   [--idle-ms 10000] [--each]\n"
            "Connection k of N, from 1, hears /exercise/EXERCISE/team/PREFIXk/feed. Without --expect it ends after\n"
            "--idle-ms without a message, or at SIGTERM. --each prints every message as well.\n");
    exit(2);
}

static void read_options(int argc, char **argv) {
    static const struct option options[] = {
        {"host", 1, 0, 'H'},   {"port", 1, 0, 'p'},   {"connections", 1, 0, 'n'}, {"wildcard", 0, 0, 'w'},
        {"filter", 1, 0, 'f'}, {"exercise", 1, 0, 'e'}, {"prefix", 1, 0, 'x'},    {"expect", 1, 0, 'm'},
        {"rounds", 1, 0, 'r'}, {"idle-ms", 1, 0, 'i'}, {"each", 0, 0, 'a'},       {"help", 0, 0, 'h'}, {0}};
    for (int option; (option = getopt_long(argc, argv, "", options, 0)) != -1;) switch (option) {
        case 'H': plan.host = optarg; break;
        case 'p': plan.port = number("port", optarg, 1); break;
        case 'n': plan.connections = number("connections", optarg, 1); break;
        case 'w': plan.wildcard = true; break;
        case 'f': plan.filter = optarg; break;
        case 'e': plan.exercise = optarg; break;
        case 'x': plan.prefix = optarg; break;
        case 'm': plan.expect = number("expect", optarg, 1); break;
        case 'r': plan.rounds = number("rounds", optarg, 1); break;
        case 'i': plan.idle_ms = number("idle-ms", optarg, 1); break;
        case 'a': plan.each = true; break;
        default: usage();
        }
    if (plan.wildcard || plan.filter) plan.connections = 1;
}

int main(int argc, char **argv) {
    read_options(argc, argv);
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    struct sigaction action = {.sa_handler = stop};
    sigaction(SIGTERM, &action, 0), sigaction(SIGINT, &action, 0);

    int poller = epoll_create1(EPOLL_CLOEXEC);
    connections = calloc(plan.connections, sizeof *connections);
    if (!connections) give_up("no memory");
    for (int64_t i = 0; i < plan.connections; i++) {
        connections[i].fd = connected();
        introduce(&connections[i], i);
        struct epoll_event watched = {.events = EPOLLIN, .data.ptr = &connections[i]};
        epoll_ctl(poller, EPOLL_CTL_ADD, connections[i].fd, &watched);
    }
    serve(poller, plan.connections, 0);
    if (standing < plan.connections) give_up("only %lld subscriptions stand", (long long)standing);
    printf("{\"ready\":%lld}\n", (long long)standing);
    fflush(stdout);

    size_t wanted = plan.expect ? (size_t)(plan.expect * plan.rounds) : SIZE_MAX;
    serve(poller, 0, wanted);
    report();
    return plan.expect && receipt_count < wanted;
}
