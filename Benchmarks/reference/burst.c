// A bare libmosquitto publisher: MQTT 5, QoS 1, a loop of its own, a window, and nothing behind it.
//
// By default it publishes one message to each of N feeds at one instant, several times over; with --unpaced it
// publishes as fast as the window lets it.
#include "reference.h"
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

enum { burst_between_reads = 32 };

static struct {
    const char *host, *exercise, *prefix;
    int64_t port, topics, bytes, window, rounds, gap_ms, unpaced;
} plan = {"127.0.0.1", "bench", "", 1883, 100, 400, 200, 10, 500, 0};

static struct mosquitto *client;
static int window, outstanding, socket_fd = -1, poller, connected;
static bool watches_write;
static int64_t acknowledged, unheard, refused, last_puback;

static void on_connect(struct mosquitto *it, void *context, int code, int flags, const mosquitto_property *properties) {
    (void)it, (void)context, (void)flags;
    if (code) give_up("the broker refuses: %s", mosquitto_reason_string(code));
    uint16_t maximum;
    if (mosquitto_property_read_int16(properties, MQTT_PROP_RECEIVE_MAXIMUM, &maximum, false) && maximum < window)
        window = maximum;
    connected = 1;
}

static void on_disconnect(struct mosquitto *it, void *context, int code, const mosquitto_property *properties) {
    (void)it, (void)context, (void)properties;
    if (code) give_up("the link is gone: %s", mosquitto_strerror(code));
}

static void on_publish(struct mosquitto *it, void *context, int mid, int reason, const mosquitto_property *properties) {
    (void)it, (void)context, (void)mid, (void)properties;
    outstanding--, acknowledged++;
    if (reason == MQTT_RC_NO_MATCHING_SUBSCRIBERS) unheard++;
    else if (reason) refused++;
    last_puback = now_us(CLOCK_BOOTTIME);
}

static void expect_success(int result, const char *what) {
    if (result) give_up("%s: %s", what, mosquitto_strerror(result));
}

/// One turn of the loop: waits at most so long, reads all there is, writes what is asked for.
static void turn(int timeout_ms) {
    static const int on = 1;
    static time_t next_misc;
    // Else the broker's next PUBACKs wait for our delayed TCP acknowledgement of the last ones.
    setsockopt(socket_fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof on);
    if (mosquitto_want_write(client) != watches_write) {
        watches_write = !watches_write;
        struct epoll_event watched = {.events = EPOLLIN | (watches_write ? EPOLLOUT : 0), .data.fd = socket_fd};
        epoll_ctl(poller, EPOLL_CTL_MOD, socket_fd, &watched);
    }
    struct epoll_event events[2];
    int count = epoll_wait(poller, events, 2, timeout_ms);
    for (int i = 0; i < count; i++) {
        if (events[i].data.fd != socket_fd) continue;
        if (events[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) do {
            errno = 0;
            expect_success(mosquitto_loop_read(client, 1), "reading");
        } while (errno != EAGAIN);
        if (events[i].events & EPOLLOUT) expect_success(mosquitto_loop_write(client, 1), "writing");
    }
    if (time(0) >= next_misc) {
        next_misc = time(0) + 1;
        expect_success(mosquitto_loop_misc(client), "keeping alive");
    }
}

static void connect_broker(void) {
    mosquitto_lib_init();
    client = mosquitto_new(0, true, 0);
    if (!client) give_up("no client: %s", strerror(errno));
    window = plan.window;
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5);
    mosquitto_int_option(client, MOSQ_OPT_TCP_NODELAY, 1);
    mosquitto_int_option(client, MOSQ_OPT_SEND_MAXIMUM, window);
    mosquitto_connect_v5_callback_set(client, on_connect);
    mosquitto_disconnect_v5_callback_set(client, on_disconnect);
    mosquitto_publish_v5_callback_set(client, on_publish);
    int result = mosquitto_connect_bind_v5(client, plan.host, plan.port, 60, 0, 0);
    if (result) give_up("%s:%lld: %s", plan.host, (long long)plan.port,
                        result == MOSQ_ERR_ERRNO ? strerror(errno) : mosquitto_strerror(result));
    socket_fd = mosquitto_socket(client);
    poller = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event watched = {.events = EPOLLIN, .data.fd = socket_fd};
    epoll_ctl(poller, EPOLL_CTL_ADD, socket_fd, &watched);
    while (!connected) turn(1000);
}

/// Publishes `count` messages over the topics and gives the instant of the first one, once the last is acknowledged.
static int64_t publish_all(char **topics, char *payload, int64_t count) {
    int64_t first = 0, sent = 0, target = acknowledged + count;
    while (acknowledged < target) {
        for (int i = 0; i < burst_between_reads && sent < count && outstanding < window; i++, sent++) {
            if (!first) first = now_us(CLOCK_BOOTTIME);
            const char *topic = topics[sent % plan.topics];
            expect_success(mosquitto_publish_v5(client, 0, topic, plan.bytes, payload, 1, false, 0), "publishing");
            outstanding++;
        }
        turn(sent < count && outstanding < window ? 0 : 1000);
    }
    return first;
}

/// Waits for the instant, with the link served meanwhile.
static void wait_until(int timer, int64_t due) {
    struct itimerspec setting = {.it_value = timespec_of(due)};
    timerfd_settime(timer, TFD_TIMER_ABSTIME, &setting, 0);
    while (now_us(CLOCK_BOOTTIME) < due) turn(1000);
    uint64_t expirations;
    if (read(timer, &expirations, sizeof expirations) < 0 && errno != EAGAIN) give_up("timer: %s", strerror(errno));
}

/// The payload begins with its due instant, from which `subscribers` tells how late it came.
static void write_due(char *payload, int64_t due) {
    int length = snprintf(payload, plan.bytes + 1, "{\"due_us\":%lld,\"pad\":\"", (long long)due);
    if (length > plan.bytes - 2) give_up("--bytes is too small");
    memset(payload + length, 'x', plan.bytes - length - 2);
    memcpy(payload + plan.bytes - 2, "\"}", 3);
}

static void run_bursts(char **topics, char *payload) {
    int timer = timerfd_create(CLOCK_BOOTTIME, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event watched = {.events = EPOLLIN, .data.fd = timer};
    epoll_ctl(poller, EPOLL_CTL_ADD, timer, &watched);
    int64_t *took = calloc(plan.rounds, sizeof *took), due = now_us(CLOCK_BOOTTIME);
    printf("{\"bench\":\"burst\",\"topics\":%lld,\"bytes\":%lld,\"window\":%d,\"rounds\":[", (long long)plan.topics,
           (long long)plan.bytes, window);
    for (int64_t i = 0; i < plan.rounds; i++) {
        int64_t now = now_us(CLOCK_BOOTTIME);
        due = (due > now ? due : now) + plan.gap_ms * 1000;
        write_due(payload, due);
        wait_until(timer, due);
        int64_t first = publish_all(topics, payload, plan.topics);
        took[i] = last_puback - first;
        printf("%s{\"due_us\":%lld,\"first_us\":%lld,\"last_puback_us\":%lld}", i ? "," : "", (long long)due,
               (long long)first, (long long)last_puback);
    }
    qsort(took, plan.rounds, sizeof *took, ascending);
    int64_t median = rank(took, plan.rounds, 500);
    printf("],\"first_to_last_puback_us\":{\"min\":%lld,\"p50\":%lld,\"max\":%lld},\"publishes_per_second\":%.0f,"
           "\"unheard\":%lld,\"refused\":%lld}\n",
           (long long)took[0], (long long)median, (long long)took[plan.rounds - 1], plan.topics * 1e6 / median,
           (long long)unheard, (long long)refused);
}

static void run_unpaced(char **topics, char *payload) {
    write_due(payload, 0);
    int64_t first = publish_all(topics, payload, plan.unpaced), took = last_puback - first;
    printf("{\"bench\":\"burst_unpaced\",\"messages\":%lld,\"bytes\":%lld,\"window\":%d,"
           "\"first_to_last_puback_us\":%lld,\"publishes_per_second\":%.0f,\"unheard\":%lld,\"refused\":%lld}\n",
           (long long)plan.unpaced, (long long)plan.bytes, window, (long long)took, plan.unpaced * 1e6 / took,
           (long long)unheard, (long long)refused);
}

static void usage(void) {
    fprintf(stderr,
            "usage: burst [--host 127.0.0.1] [--port 1883] [--topics 100] [--bytes 400] [--window 200]\n"
            "             [--rounds 10] [--gap-ms 500] [--exercise bench] [--prefix TEXT] [--unpaced MESSAGES]\n"
            "The topics are /exercise/EXERCISE/team/PREFIXk/feed, k from 1.\n");
    exit(2);
}

int main(int argc, char **argv) {
    static const struct option options[] = {
        {"host", 1, 0, 'H'},   {"port", 1, 0, 'p'},    {"topics", 1, 0, 'n'},   {"bytes", 1, 0, 'b'},
        {"window", 1, 0, 'w'}, {"rounds", 1, 0, 'r'},  {"gap-ms", 1, 0, 'g'},   {"exercise", 1, 0, 'e'},
        {"prefix", 1, 0, 'x'}, {"unpaced", 1, 0, 'u'}, {"help", 0, 0, 'h'},     {0}};
    for (int option; (option = getopt_long(argc, argv, "", options, 0)) != -1;) switch (option) {
        case 'H': plan.host = optarg; break;
        case 'p': plan.port = number("port", optarg, 1); break;
        case 'n': plan.topics = number("topics", optarg, 1); break;
        case 'b': plan.bytes = number("bytes", optarg, 48); break;
        case 'w': plan.window = number("window", optarg, 1); break;
        case 'r': plan.rounds = number("rounds", optarg, 1); break;
        case 'g': plan.gap_ms = number("gap-ms", optarg, 1); break;
        case 'e': plan.exercise = optarg; break;
        case 'x': plan.prefix = optarg; break;
        case 'u': plan.unpaced = number("unpaced", optarg, 1); break;
        default: usage();
        }
    if (plan.window > 65535) plan.window = 65535;
    char **topics = calloc(plan.topics, sizeof *topics), *payload = malloc(plan.bytes + 1);
    if (!topics || !payload) give_up("no memory");
    for (int64_t i = 0; i < plan.topics; i++)
        if (asprintf(&topics[i], "/exercise/%s/team/%s%lld/feed", plan.exercise, plan.prefix, (long long)i + 1) < 0)
            give_up("no memory");
    connect_broker();
    if (plan.unpaced) run_unpaced(topics, payload);
    else run_bursts(topics, payload);
    mosquitto_disconnect_v5(client, 0, 0);
}
